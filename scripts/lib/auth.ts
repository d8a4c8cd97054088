// A stand-in for Supabase Auth while developing: sign-up and password sign-in with the answers supabase-js expects,
// over the same tables. It mails nothing and confirms every address at once, so it runs only on the embedded database.
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import pg from 'pg';
import { readJson, sendJson } from './http.ts';
import { signToken, TokenError, verifyToken } from './jwt.ts';
import { openPool } from './pool.ts';

const TOKEN_LIFETIME = 3600;
const MIN_PASSWORD = 8;
const MAX_PASSWORD = 72; // bcrypt reads no further
const BCRYPT_COST = 10;
// Two tabs may refresh with the same token at the same moment.
const REUSE_SECONDS = 10;
const MAX_BODY = 64 * 1024;

type User = {
  id: string;
  aud: string;
  role: string;
  email: string;
  email_confirmed_at: Date;
  last_sign_in_at: Date | null;
  raw_app_meta_data: Record<string, unknown> | null;
  raw_user_meta_data: Record<string, unknown> | null;
  created_at: Date;
  updated_at: Date;
};

/** What supabase-js turns into an AuthApiError. */
class AuthError extends Error {
  status: number;
  code: string;
  extra: object;
  constructor(status: number, code: string, message: string, extra: object = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.extra = extra;
  }
}

const hash = (token: string) => createHash('sha256').update(token).digest('hex');

function checkedEmail(value: unknown): string {
  if (typeof value !== 'string' || value.length > 254 || !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)) {
    throw new AuthError(400, 'validation_failed', 'Unable to validate email address: invalid format');
  }
  return value.toLowerCase();
}

function checkedPassword(value: unknown): string {
  if (typeof value !== 'string' || value === '')
    throw new AuthError(400, 'validation_failed', 'Signup requires a valid password');
  if (value.length < MIN_PASSWORD || Buffer.byteLength(value) > MAX_PASSWORD) {
    throw new AuthError(
      422,
      'weak_password',
      `Password should be at least ${MIN_PASSWORD} characters and at most ${MAX_PASSWORD} bytes`,
      {
        weak_password: { reasons: ['length'] },
      },
    );
  }
  return value;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shownUser = (user: User) => ({
  id: user.id,
  aud: user.aud,
  role: user.role,
  email: user.email,
  email_confirmed_at: user.email_confirmed_at,
  phone: '',
  confirmed_at: user.email_confirmed_at,
  last_sign_in_at: user.last_sign_in_at,
  app_metadata: user.raw_app_meta_data ?? {},
  user_metadata: user.raw_user_meta_data ?? {},
  identities: [],
  created_at: user.created_at,
  updated_at: user.updated_at,
  is_anonymous: false,
});

export function startAuth({
  connectionString,
  jwtSecret,
  url,
}: {
  connectionString: string;
  jwtSecret: string;
  url: string;
}) {
  const pool = openPool('Auth', { connectionString, max: 4 });

  async function transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => {});
      throw error;
    } finally {
      client.release();
    }
  }

  /** Signs a user in: a session with its first refresh token. */
  async function newSession(client: pg.PoolClient, user: User, req: IncomingMessage) {
    const { rows } = await client.query<{ id: string }>(
      `insert into auth.sessions (id, user_id, created_at, updated_at, user_agent, ip)
       values (gen_random_uuid(), $1, now(), now(), $2, $3) returning id`,
      [user.id, req.headers['user-agent'] ?? null, req.socket.remoteAddress ?? null],
    );
    return grant(client, user, rows[0]!.id);
  }

  async function grant(client: pg.PoolClient, user: User, session: string, parent?: string) {
    const refreshToken = randomBytes(24).toString('base64url');
    await client.query(
      `insert into auth.refresh_tokens (token, user_id, session_id, parent, revoked, created_at, updated_at)
       values ($1, $2, $3, $4, false, now(), now())`,
      [hash(refreshToken), user.id, session, parent ?? null],
    );
    // as Supabase Auth does
    const { rows: [{ role }] } = await client.query<{ role: string }>(
      `select private.custom_access_token_hook($1) -> 'claims' ->> 'role' as role`,
      [{ user_id: user.id, authentication_method: 'password', claims: { sub: user.id, role: 'authenticated' } }],
    );
    const expiresAt = Math.floor(Date.now() / 1000) + TOKEN_LIFETIME;
    const claims = {
      iss: `${url}/auth/v1`,
      sub: user.id,
      aud: 'authenticated',
      role,
      email: user.email,
      phone: '',
      app_metadata: user.raw_app_meta_data ?? {},
      user_metadata: user.raw_user_meta_data ?? {},
      aal: 'aal1',
      amr: [{ method: 'password', timestamp: Math.floor(Date.now() / 1000) }],
      session_id: session,
      is_anonymous: false,
    };
    return {
      access_token: await signToken(jwtSecret, claims, expiresAt),
      token_type: 'bearer',
      expires_in: TOKEN_LIFETIME,
      expires_at: expiresAt,
      refresh_token: refreshToken,
      user: shownUser(user),
    };
  }

  async function signUp(req: IncomingMessage, body: Record<string, unknown>) {
    const email = checkedEmail(body.email);
    const password = checkedPassword(body.password);
    return transaction(async (client) => {
      const { rows } = await client.query<User>(
        `insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, last_sign_in_at,
           raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
         values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', $1,
           extensions.crypt($2, extensions.gen_salt('bf', $3)), now(), now(), $4, $5, now(), now())
         on conflict (email) where is_sso_user = false do nothing
         returning *`,
        [
          email,
          password,
          BCRYPT_COST,
          { provider: 'email', providers: ['email'] },
          isObject(body.data) ? body.data : {},
        ],
      );
      if (!rows[0]) throw new AuthError(422, 'user_already_exists', 'User already registered');
      return newSession(client, rows[0], req);
    });
  }

  async function signIn(req: IncomingMessage, body: Record<string, unknown>) {
    const refused = new AuthError(400, 'invalid_credentials', 'Invalid login credentials');
    if (typeof body.email !== 'string' || typeof body.password !== 'string') throw refused;
    return transaction(async (client) => {
      const { rows } = await client.query<User>(
        `update auth.users set last_sign_in_at = now()
         where email = $1 and is_sso_user = false and deleted_at is null and (banned_until is null or banned_until < now())
           and encrypted_password = extensions.crypt($2, encrypted_password)
         returning *`,
        [(body.email as string).toLowerCase(), body.password],
      );
      if (!rows[0]) throw refused;
      return newSession(client, rows[0], req);
    });
  }

  async function refresh(body: Record<string, unknown>) {
    if (typeof body.refresh_token !== 'string') throw new AuthError(400, 'validation_failed', 'refresh_token required');
    const token = hash(body.refresh_token);
    const result = await transaction(async (client) => {
      const { rows } = await client.query<User & { session_id: string; spent: boolean }>(
        `select u.*, t.session_id, t.revoked and t.updated_at < now() - make_interval(secs => $2) as spent
         from auth.refresh_tokens t join auth.users u on u.id::text = t.user_id
         where t.token = $1 and u.deleted_at is null and (u.banned_until is null or u.banned_until < now())
         for no key update of t`,
        [token, REUSE_SECONDS],
      );
      const found = rows[0];
      if (!found) throw new AuthError(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found');
      if (found.spent) {
        // somebody holds a copy: nobody keeps the session
        await client.query('delete from auth.sessions where id = $1', [found.session_id]);
        return undefined;
      }
      await client.query(
        'update auth.refresh_tokens set revoked = true, updated_at = now() where token = $1 and not revoked',
        [token],
      );
      return grant(client, found, found.session_id, token);
    });
    if (!result) throw new AuthError(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used');
    return result;
  }

  /** The user and session behind the request's token. A token outlives its session, but not here: it must not bring one back. */
  async function whoAsks(req: IncomingMessage): Promise<{ user: User; session: string }> {
    const token = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1];
    if (!token) throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token');
    try {
      const claims = await verifyToken(jwtSecret, token);
      const session = String(claims.session_id ?? '');
      const { rows } = await pool.query<User & { ended: boolean }>(
        `select u.*, $2 <> '' and not exists (select from auth.sessions s where s.user_id = u.id and s.id::text = $2) as ended
         from auth.users u
         where u.id = $1 and u.deleted_at is null and (u.banned_until is null or u.banned_until < now())`,
        [claims.sub ?? null, session],
      );
      if (!rows[0]) throw new AuthError(403, 'user_not_found', 'User from sub claim in JWT does not exist');
      if (rows[0].ended) {
        throw new AuthError(403, 'session_not_found', 'Session from session_id claim in JWT does not exist');
      }
      return { user: rows[0], session };
    } catch (error) {
      if (error instanceof TokenError) throw new AuthError(403, 'bad_jwt', `invalid JWT: ${error.message}`);
      throw error;
    }
  }

  async function updateUser(req: IncomingMessage, body: Record<string, unknown>) {
    const { user, session } = await whoAsks(req);
    if (body.email !== undefined || body.phone !== undefined) {
      throw new AuthError(
        422,
        'validation_failed',
        'The local auth server can change the password and the data of a user only',
      );
    }
    const password = body.password === undefined ? null : checkedPassword(body.password);
    const { rows } = await pool.query<User>(
      `update auth.users set
         encrypted_password = coalesce(extensions.crypt($2, extensions.gen_salt('bf', $3)), encrypted_password),
         raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || $4, updated_at = now()
       where id = $1 returning *`,
      [user.id, password, BCRYPT_COST, isObject(body.data) ? body.data : {}],
    );
    // whoever knew the old one is signed out
    if (password) await pool.query('delete from auth.sessions where user_id = $1 and id::text <> $2', [user.id, session]);
    return shownUser(rows[0]!);
  }

  async function signOut(req: IncomingMessage, scope: string | null) {
    const { user, session } = await whoAsks(req);
    const which =
      scope === 'local' ? 'and id::text = $2' : scope === 'others' ? 'and id::text <> $2' : 'and $2::text is not null';
    await pool.query(`delete from auth.sessions where user_id = $1 ${which}`, [user.id, session]);
  }

  const settings = {
    external: { email: true, phone: false, anonymous_users: false },
    disable_signup: false,
    mailer_autoconfirm: true,
    phone_autoconfirm: false,
    sms_provider: '',
    saml_enabled: false,
  };

  return {
    /** Answers `path`, which begins after /auth/v1. */
    async handle(req: IncomingMessage, res: ServerResponse, path: string, query: URLSearchParams) {
      try {
        const body = async () => {
          const value = await readJson(req, MAX_BODY);
          if (!isObject(value)) throw new AuthError(400, 'bad_json', 'The body has to be a JSON object');
          return value;
        };
        const grantType = path === '/token' ? ` ${query.get('grant_type')}` : '';
        switch (`${req.method} ${path}${grantType}`) {
          case 'POST /signup':
            return sendJson(res, 200, await signUp(req, await body()));
          case 'POST /token password':
            return sendJson(res, 200, await signIn(req, await body()));
          case 'POST /token refresh_token':
            return sendJson(res, 200, await refresh(await body()));
          case 'GET /user':
            return sendJson(res, 200, shownUser((await whoAsks(req)).user));
          case 'PUT /user':
            return sendJson(res, 200, await updateUser(req, await body()));
          case 'POST /logout':
            await signOut(req, query.get('scope'));
            return res.writeHead(204).end();
          case 'GET /settings':
            return sendJson(res, 200, settings);
          case 'GET /health':
            return sendJson(res, 200, {
              name: 'Tenantry local auth',
              description: 'Sign-up and password sign-in for development',
            });
          case 'GET /.well-known/jwks.json':
            return sendJson(res, 200, { keys: [] });
          default:
            throw new AuthError(
              404,
              'not_found',
              `The local auth server has no ${req.method} /auth/v1${path}${grantType}`,
            );
        }
      } catch (error) {
        if (!(error instanceof AuthError)) throw error;
        const { status, code, message, extra } = error;
        sendJson(res, status, { code: status, error_code: code, msg: message, ...extra });
      }
    },
    stop: () => pool.end(),
  };
}
