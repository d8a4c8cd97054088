// The local stand-in for Supabase Auth, as supabase-js sees it.
import { describe, expect, test } from 'vitest';
import { verifyToken } from '../../scripts/lib/jwt.ts';
import { withClient } from '../../scripts/lib/migrate.ts';
import { client, PASSWORD, SECRET, useApi } from './support.ts';

const api = await useApi();

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}/auth/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: response.status === 204 ? null : ((await response.json()) as any) };
}

describe('sign-up', () => {
  test('answers with a session for a confirmed person', async () => {
    const { data, error } = await client(api).auth.signUp({
      email: 'Ann@Example.com',
      password: PASSWORD,
      options: { data: { full_name: 'Ann Smith' } },
    });
    expect(error).toBeNull();
    expect(data.user).toMatchObject({
      email: 'ann@example.com',
      role: 'authenticated',
      aud: 'authenticated',
      email_confirmed_at: expect.any(String),
      user_metadata: { full_name: 'Ann Smith' },
      app_metadata: { provider: 'email' },
    });
    const claims = await verifyToken(SECRET, data.session!.access_token);
    expect(claims).toMatchObject({
      sub: data.user!.id,
      role: 'authenticated',
      aud: 'authenticated',
      email: 'ann@example.com',
    });
    expect(claims).not.toHaveProperty('tenant_id');
    expect(data.session!.expires_in).toBe(3600);
  });

  test('of an address that is taken, whatever its case', async () => {
    const { error } = await client(api).auth.signUp({ email: 'ANN@example.com', password: PASSWORD });
    expect(error).toMatchObject({ status: 422, code: 'user_already_exists' });
  });

  test.each([
    ['a short password', { email: 'b@example.com', password: 'short' }, 422, 'weak_password'],
    ['a password bcrypt would cut', { email: 'b@example.com', password: 'x'.repeat(73) }, 422, 'weak_password'],
    ['no password', { email: 'b@example.com' }, 400, 'validation_failed'],
    ['an address that is none', { email: 'b', password: PASSWORD }, 400, 'validation_failed'],
    ['an address of a wrong type', { email: { or: 1 }, password: PASSWORD }, 400, 'validation_failed'],
    ['a body that is no object', [], 400, 'bad_json'],
  ])('with %s', async (_, body, status, code) => {
    const answer = await post('signup', body);
    expect(answer).toMatchObject({ status, body: { error_code: code, msg: expect.any(String) } });
  });

  test('with a body that is no JSON, or too large', async () => {
    expect((await post('signup', '{')).status).toBe(400);
    expect((await post('signup', { email: 'x'.repeat(100_000) })).status).toBe(413);
  });

  test('keeps nothing but the hash of a password', async () => {
    const { rows } = await withClient(api.urls.DATABASE_URL, (db) =>
      db.query('select encrypted_password from auth.users where email = $1', ['ann@example.com']),
    );
    expect(rows[0].encrypted_password).toMatch(/^\$2a\$10\$/);
  });
});

describe('sign-in', () => {
  test('by password', async () => {
    const db = client(api);
    const { data, error } = await db.auth.signInWithPassword({ email: 'ann@example.com', password: PASSWORD });
    expect(error).toBeNull();
    expect(data.user!.last_sign_in_at).toBeTruthy();
    expect((await db.from('websites').select('id')).data).toHaveLength(1);
    expect((await db.auth.getUser()).data.user!.email).toBe('ann@example.com');
  });

  test.each([
    ['a wrong password', 'ann@example.com', 'incorrect horse'],
    ['an unknown address', 'nobody@example.com', PASSWORD],
    ['nothing', '', ''],
  ])('with %s is refused in the same words', async (_, email, password) => {
    expect(await post('token?grant_type=password', { email, password })).toEqual({
      status: 400,
      body: { code: 400, error_code: 'invalid_credentials', msg: 'Invalid login credentials' },
    });
  });

  test('of a banned person is refused', async () => {
    await post('signup', { email: 'banned@example.com', password: PASSWORD });
    await withClient(api.urls.DATABASE_URL, (db) =>
      db.query(`update auth.users set banned_until = now() + interval '1 day' where email = 'banned@example.com'`),
    );
    expect(
      (await post('token?grant_type=password', { email: 'banned@example.com', password: PASSWORD })).body.error_code,
    ).toBe('invalid_credentials');
  });
});

describe('sessions', () => {
  const signIn = async () => {
    const { body } = await post('token?grant_type=password', { email: 'ann@example.com', password: PASSWORD });
    return body as { access_token: string; refresh_token: string };
  };
  const refresh = (refresh_token: string) => post('token?grant_type=refresh_token', { refresh_token });
  const age = (seconds: number) =>
    withClient(api.urls.DATABASE_URL, (db) =>
      db.query(`update auth.refresh_tokens set updated_at = updated_at - make_interval(secs => $1)`, [seconds]),
    );

  test('are refreshed with a token that changes each time', async () => {
    const first = await signIn();
    const second = (await refresh(first.refresh_token)).body;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await refresh(second.refresh_token)).status).toBe(200);
    // two tabs at the same moment
    const third = await signIn();
    expect(
      (await Promise.all([refresh(third.refresh_token), refresh(third.refresh_token)])).map(({ status }) => status),
    ).toEqual([200, 200]);
  });

  test('end for everybody when a spent token comes back', async () => {
    const first = await signIn();
    const second = (await refresh(first.refresh_token)).body;
    await age(60);
    expect((await refresh(first.refresh_token)).body.error_code).toBe('refresh_token_already_used');
    expect((await refresh(second.refresh_token)).body.error_code).toBe('refresh_token_not_found');
  });

  test('end with sign-out', async () => {
    const session = await signIn();
    const other = await signIn();
    const headers = { authorization: `Bearer ${session.access_token}` };
    expect((await post('logout?scope=local', {}, headers)).status).toBe(204);
    expect((await refresh(session.refresh_token)).status).toBe(400);
    expect((await post('logout', {}, { authorization: `Bearer ${other.access_token}` })).status).toBe(204);
    expect((await refresh(other.refresh_token)).status).toBe(400);
  });

  test('are over for the access token too, which changes no password any more', async () => {
    const session = await signIn();
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${session.access_token}` };
    const change = () =>
      fetch(`${api.url}/auth/v1/user`, { method: 'PUT', headers, body: JSON.stringify({ password: 'stolen session' }) });
    expect((await post('logout?scope=local', {}, headers)).status).toBe(204);
    const refused = await change();
    expect([refused.status, await refused.json()]).toMatchObject([403, { error_code: 'session_not_found' }]);
    await expect(signIn()).resolves.toMatchObject({ token_type: 'bearer' });
  });

  test('a refresh token that never was', async () => {
    for (const token of ['seven', 7, null]) expect((await refresh(token as string)).status).toBe(400);
  });

  test('refresh tokens are stored hashed', async () => {
    const { refresh_token } = await signIn();
    const { rowCount } = await withClient(api.urls.DATABASE_URL, (db) =>
      db.query('select from auth.refresh_tokens where token = $1', [refresh_token]),
    );
    expect(rowCount).toBe(0);
  });
});

test('a person changes password and data', async () => {
  const db = client(api);
  await db.auth.signUp({ email: 'changer@example.com', password: PASSWORD });
  const { data, error } = await db.auth.updateUser({ password: 'a new password', data: { theme: 'dark' } });
  expect(error).toBeNull();
  expect(data.user!.user_metadata).toEqual({ theme: 'dark' });
  expect(
    (await client(api).auth.signInWithPassword({ email: 'changer@example.com', password: PASSWORD })).error,
  ).not.toBeNull();
  expect(
    (await client(api).auth.signInWithPassword({ email: 'changer@example.com', password: 'a new password' })).error,
  ).toBeNull();
  expect((await db.auth.updateUser({ email: 'other@example.com' })).error).toMatchObject({ status: 422 });

  // the others are signed out, this one is not
  const other = client(api);
  await other.auth.signInWithPassword({ email: 'changer@example.com', password: 'a new password' });
  expect((await db.auth.updateUser({ password: 'a newer password' })).error).toBeNull();
  expect((await other.auth.refreshSession()).error).not.toBeNull();
  expect((await db.auth.refreshSession()).error).toBeNull();
});

test('the anon key is nobody, a forged token neither', async () => {
  for (const token of [api.anonKey, 'seven', undefined]) {
    const response = await fetch(`${api.url}/auth/v1/user`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
    expect(response.status).toBeGreaterThanOrEqual(401);
    expect(await response.json()).toHaveProperty('error_code');
  }
});

test('settings and health answer', async () => {
  expect(await (await fetch(`${api.url}/auth/v1/settings`)).json()).toMatchObject({
    external: { email: true },
    mailer_autoconfirm: true,
  });
  expect((await fetch(`${api.url}/auth/v1/health`)).status).toBe(200);
  expect((await post('otp', { email: 'ann@example.com' })).body).toMatchObject({ error_code: 'not_found' });
});
