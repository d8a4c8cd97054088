// Databases with everything in them: on a server of ours, on one that DATABASE_URL names, or cloned from a template.
import fs from 'node:fs';
import path from 'node:path';
import { createHmac } from 'node:crypto';
import pg from 'pg';
import { Problem } from './cli.ts';
import { migrate, type MigrateOptions, shown, withClient } from './migrate.ts';
import { root } from './paths.ts';
import type { Server } from './postgres.ts';

/** Addresses of one database, by who connects; named like the environment variables that carry them. */
export type DatabaseUrls = {
  /** Superuser. Absent on a server that is not ours. */
  ROOT_DATABASE_URL?: string;
  /** The owner, who runs migrations: not a superuser, as on Supabase. */
  DATABASE_URL: string;
  /** PostgREST's login role. */
  AUTHENTICATOR_URL: string;
  /** PostGraphile's login role. */
  GRAPHQL_URL: string;
};

/** What reaching a server of ours takes. */
export type ServerAddress = Pick<Server, 'rootUrl' | 'password'>;

type Options = {
  name: string;
  /** Fill it with the demo tenant, unless anybody has signed up already. */
  demo?: boolean;
  /** How far to migrate; the default includes the migration being written. */
  upTo?: MigrateOptions['upTo'];
  log?: (line: string) => void;
};

const OWNER = 'postgres';
const LOGINS = ['authenticator', 'tenantry_graphql'];

/** Makes the database when it does not exist, and brings it up to date. Safe to call again, and after a call that was killed. */
export async function prepareDatabase(server: ServerAddress, options: Options): Promise<Required<DatabaseUrls>> {
  const { name, demo = false, upTo = 'current', log } = options;
  const urls = await createDatabase(server, name);
  await migrate(urls.DATABASE_URL, { upTo, rootUrl: urls.ROOT_DATABASE_URL, log });
  await withClient(urls.ROOT_DATABASE_URL, async (client) => {
    for (const role of LOGINS) await setPassword(client, role, server.password);
  });
  if (demo) await loadDemo(urls.DATABASE_URL);
  return urls;
}

/** An empty database with its owner, unless it exists. */
export async function createDatabase(server: ServerAddress, name: string): Promise<Required<DatabaseUrls>> {
  await withClient(server.rootUrl, async (client) => {
    await client.query(`
      do $$ begin
        if to_regrole('${OWNER}') is null then
          create role ${OWNER} login createdb createrole replication bypassrls password '${server.password}';
        end if;
      end $$`);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)} owner ${OWNER}`);
  });
  return urlsOf(server, name);
}

/** The same for a server that is not ours: DATABASE_URL's own role is the owner. */
export async function prepareExternal(databaseUrl: string, options: Omit<Options, 'name'> = {}): Promise<DatabaseUrls> {
  const { demo = false, upTo = 'current', log } = options;
  await migrate(databaseUrl, { upTo, log });
  const urls = {
    DATABASE_URL: databaseUrl,
    AUTHENTICATOR_URL: process.env.AUTHENTICATOR_URL || (await ownLogin(databaseUrl, 'authenticator', 'AUTHENTICATOR_URL')),
    GRAPHQL_URL: process.env.GRAPHQL_URL || (await ownLogin(databaseUrl, 'tenantry_graphql', 'GRAPHQL_URL')),
  };
  if (demo) await loadDemo(databaseUrl);
  return urls;
}

/**
 * Gives a login role of a server on this machine a password, the same one each time, and returns its address. Elsewhere a
 * running installation may depend on the password it has.
 */
export async function ownLogin(databaseUrl: string, role: string, variable: string): Promise<string> {
  const needed = `set ${variable}, the address for the role ${role}, which needs a password there`;
  const { hostname, password } = new URL(databaseUrl);
  if (!isLocal(hostname)) throw new Problem(`${shown(databaseUrl)} is on another machine: also ${needed}.`);
  const own = createHmac('sha256', password || databaseUrl).update(role).digest('base64url');
  await withClient(databaseUrl, (client) => setPassword(client, role, own)).catch((error) => {
    throw error.code === '42501' ? new Problem(`The role ${role} of ${shown(databaseUrl)} is somebody else's (${error.message}): ${needed}.`) : error;
  });
  return withLogin(databaseUrl, role, own);
}

/** A copy of a database, made by the server in a fraction of a second. Nobody may be connected to the template. */
export async function cloneDatabase(server: ServerAddress, { template, name }: { template: string; name: string }): Promise<Required<DatabaseUrls>> {
  const [copy, original] = [name, template].map(pg.escapeIdentifier);
  await withClient(server.rootUrl, async (client) => {
    await client.query(`create database ${copy} template ${original} owner ${OWNER}`);
    // what is granted on a database itself is not copied
    await client.query(`revoke temporary on database ${copy} from public`);
  });
  return urlsOf(server, name);
}

export async function dropDatabase(server: ServerAddress, name: string): Promise<void> {
  await withClient(server.rootUrl, (client) => client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`));
}

/** The broken invariants of a database, none where it has no `private.check_invariants()` yet. */
export async function brokenInvariants(client: pg.Client): Promise<string[]> {
  const { rows: [{ known }] } = await client.query(`select to_regprocedure('private.check_invariants()') is not null as known`);
  if (!known) return [];
  const { rows } = await client.query('select * from private.check_invariants()');
  return rows.map((row) => JSON.stringify(row));
}

export const isLocal = (hostname: string) => ['localhost', '127.0.0.1', '[::1]', ''].includes(hostname);

function urlsOf(server: ServerAddress, name: string): Required<DatabaseUrls> {
  const base = server.rootUrl.replace(/\/postgres$/, `/${encodeURIComponent(name)}`);
  return {
    ROOT_DATABASE_URL: base,
    DATABASE_URL: withLogin(base, OWNER, server.password),
    AUTHENTICATOR_URL: withLogin(base, LOGINS[0], server.password),
    GRAPHQL_URL: withLogin(base, LOGINS[1], server.password),
  };
}

function withLogin(url: string, role: string, password: string): string {
  const result = new URL(url);
  result.username = role;
  result.password = password;
  return result.toString();
}

// The migrations make login roles without a password, which is for whoever runs the server to set.
async function setPassword(client: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  if (rowCount) await client.query(`alter role ${role} password ${pg.escapeLiteral(password)}`);
}

/** Fills a database with the demo tenant, unless anybody has signed up already. */
export async function loadDemo(databaseUrl: string): Promise<void> {
  const folder = path.join(root, 'seed', 'demo');
  const files = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.sql')).sort() : [];
  await withClient(databaseUrl, async (client) => {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtextextended('tenantry demo', 0))`);
    const { rowCount } = await client.query('select from auth.users limit 1');
    if (rowCount === 0) {
      for (const file of files) {
        await client.query(fs.readFileSync(path.join(folder, file), 'utf8')).catch((error) => {
          throw new Problem(`seed/demo/${file}: ${error.message}${error.where ? `\n${error.where}` : ''}`);
        });
      }
    }
    await client.query('commit');
  });
}
