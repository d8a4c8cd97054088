// Brings a database up to date: the platform shim where the platform is missing, then graphile-migrate's migrations.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { current, Logger, migrate as runCommitted, type Settings } from 'graphile-migrate';
import { getCurrentMigrationLocation, readCurrentMigration } from 'graphile-migrate/dist/current.js';
import { compilePlaceholders } from 'graphile-migrate/dist/migration.js';
import { clearAllPools } from 'graphile-migrate/dist/pgReal.js';
import { parseSettings } from 'graphile-migrate/dist/settings.js';
import pg from 'pg';
import { Problem } from './cli.ts';
import { root } from './paths.ts';

export type MigrateOptions = {
  /** How far: the platform's parts, the committed migrations (the default), or also the one being written. */
  upTo?: 'platform' | 'committed' | 'current';
  /** Superuser of the same database, for a platform shim that the owner may not install itself. */
  rootUrl?: string;
  migrationsFolder?: string;
  log?: (line: string) => void;
};

/** Waits for its turn, so that any number of processes may ask for the same database at once. */
export async function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<void> {
  const log = options.log ?? (() => {});
  await withClient(databaseUrl, async (client) => {
    await turn(client, log);
    await ensurePlatform(client, options.rootUrl, log);
    if (options.upTo === 'platform') return;
    const settings = migrateSettings(databaseUrl, options);
    try {
      await (options.upTo === 'current' ? current(settings) : runCommitted(settings));
    } catch (error) {
      throw new Problem(`The migration failed: ${await explain(error as pg.DatabaseError, settings)}`);
    } finally {
      await releaseConnections(client, settings);
    }
    // PostgREST looks at the schema again when told so.
    await client.query(`notify pgrst, 'reload schema'`);
  });
}

/** `.gmrc` plus what only a script can know; the graphile-migrate command line reads `.gmrc` and the environment instead. */
export function migrateSettings(databaseUrl: string, { migrationsFolder, log }: MigrateOptions = {}): Settings {
  const folder = migrationsFolder ?? path.join(root, 'migrations');
  if (!fs.statSync(path.join(folder, 'fixtures'), { throwIfNoEntry: false })?.isDirectory()) {
    throw new Problem(`${path.join(folder, 'fixtures')} has to be a link to the repository's folder: check it out with \`git config core.symlinks true\`.`);
  }
  return {
    ...JSON.parse(fs.readFileSync(path.join(root, '.gmrc'), 'utf8')),
    connectionString: named(databaseUrl, `migrate ${randomUUID()}`),
    migrationsFolder: folder,
    logger: new Logger(() => (level, message) => {
      // Errors are thrown as well, and told where that ends.
      if (level === 'info') log?.(message.replace(/^\[[^\]]*\]: /, ''));
    }),
  };
}

/** The files of the migration being written: a folder, or one file. */
export function currentFiles(migrationsFolder = path.join(root, 'migrations')): string[] {
  const folder = path.join(migrationsFolder, 'current');
  if (!fs.existsSync(folder)) return [path.join(migrationsFolder, 'current.sql')].filter((file) => fs.existsSync(file));
  return fs.readdirSync(folder).filter((name) => name.endsWith('.sql')).sort().map((name) => path.join(folder, name));
}

/** Whether the migration being written says anything. */
export function currentIsEmpty(migrationsFolder?: string): boolean {
  const text = currentFiles(migrationsFolder).map((file) => fs.readFileSync(file, 'utf8')).join('\n');
  return !/^\s*(?!--(?!!\s*include\b))\S/m.test(text);
}

/**
 * Ends graphile-migrate's connections and waits until they are gone. It keeps idle ones for a moment, and ends the whole
 * process when the server goes away under one.
 */
export async function releaseConnections(client: pg.Client, settings: Settings): Promise<void> {
  clearAllPools();
  const name = new URL(settings.connectionString!).searchParams.get('application_name');
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; await sleep(10)) {
    const { rowCount } = await client.query('select from pg_stat_activity where application_name = $1', [name]);
    if (!rowCount) return;
  }
}

/** The address with a name for its connections, by which `pg_stat_activity` shows them. */
export function named(url: string, name: string): string {
  const result = new URL(url);
  result.searchParams.set('application_name', name);
  return result.toString();
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000 });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    throw new Problem(`No connection to ${shown(url)}: ${(error as Error).message || (error as NodeJS.ErrnoException).code}`);
  }
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** A database's address without its password. */
export function shown(url: string): string {
  return url.replace(/:\/\/([^:@/]+):[^@]*@/, '://$1@');
}

// graphile-migrate gives up at once when its own lock is taken; ours is another one, held for the whole run, and waits.
async function turn(client: pg.Client, log: (line: string) => void): Promise<void> {
  const lock = `hashtextextended('tenantry migrate', 0)`;
  for (let waited = false; ; waited = true) {
    const { rows } = await client.query(`select pg_try_advisory_lock(${lock}) as mine`);
    if (rows[0].mine) return;
    if (!waited) log('waiting for another migration of this database to finish');
    await sleep(200);
  }
}

/** What went wrong in a migration, and where. */
export async function explain(error: pg.DatabaseError, settings: Settings): Promise<string> {
  const alreadyThere = /^42(P0[4-7]|710|723|701)$/.test(error.code ?? '');
  const context = (['detail', 'hint', 'where'] as const).map((key) => error[key] && `${key}: ${error[key]}`);
  return [
    `${error.message}${error.code ? ` (${error.code})` : ''}`,
    ...context,
    error.position && (await placeInCurrent(Number(error.position), settings)),
    alreadyThere && !currentIsEmpty(settings.migrationsFolder) &&
      'The migration being written ran here before in another form. Write it so that it can run again, or begin again with `npm run db:reset`.',
    error.code === '55P03' && 'Somebody else works on what the migration changes, and everybody else was waiting behind it. Nothing was changed: try again.',
  ].filter(Boolean).join('\n');
}

/** The migration being written as one text, includes inlined. */
export async function compileCurrent(settings = migrateSettings(ANY_DATABASE)): Promise<string> {
  const parsed = await parseSettings(settings);
  return readCurrentMigration(parsed, await getCurrentMigrationLocation(parsed));
}

/** A committed migration as it runs on Supabase, where both the database and its owner are called postgres. */
export async function fillPlaceholders(sql: string): Promise<string> {
  return compilePlaceholders(await parseSettings(migrateSettings(ANY_DATABASE)), sql);
}

const ANY_DATABASE = 'postgres://postgres@localhost/postgres';

// graphile-migrate joins the files of the current migration, includes inlined, and reports a position in the whole.
async function placeInCurrent(position: number, settings: Settings): Promise<string | undefined> {
  const body = await compileCurrent(settings);
  if (position > body.length) return undefined;
  const places = [{ file: 'migrations/current.sql', line: 0 }];
  for (const text of body.slice(0, position).split('\n')) {
    const [, mark, file] = /^--! (split:|Included|EndIncluded) (.*)/.exec(text) ?? [];
    if (mark === 'split:') places.splice(0, places.length, { file: `migrations/current/${file}`, line: 0 });
    else if (mark === 'Included') places.push({ file, line: 0 });
    else if (mark === 'EndIncluded') places.pop(), places.at(-1)!.line++;
    else places.at(-1)!.line++;
  }
  const { file, line } = places.at(-1)!;
  return `at ${file}:${line}`;
}

// The platform ----------------------------------------------------------------------------------------------------------

const parts = [
  { file: '1-roles.sql', provides: 'the roles anon, authenticated, service_role, authenticator', there: `(select count(*) = 4 from pg_roles where rolname in ('anon', 'authenticated', 'service_role', 'authenticator'))` },
  { file: '2-extensions.sql', provides: 'the schema extensions', there: `to_regnamespace('extensions') is not null` },
  { file: '3-auth.sql', provides: 'the schema auth', there: `to_regnamespace('auth') is not null`, proof: `to_regclass('auth.users') is not null and to_regprocedure('auth.uid()') is not null` },
  { file: '4-storage.sql', provides: 'the schema storage', there: `to_regnamespace('storage') is not null`, proof: `to_regclass('storage.objects') is not null and to_regprocedure('storage.foldername(text)') is not null` },
];

/** The whole platform shim, in order. */
export const platformFiles = parts.map(({ file }) => path.join(root, 'supabase', 'shim', file));

// Each part only where the real one is absent. The roles belong to the whole server; the grants in their part to this
// database, which is why a database without auth gets them again.
async function ensurePlatform(client: pg.Client, rootUrl: string | undefined, log: (line: string) => void): Promise<void> {
  const { rows: [state] } = await client.query(
    `select current_setting('server_version_num')::int / 10000 as version, current_user as owner, current_database() as database, ` +
      parts.map(({ there, proof }, i) => `${there} as there_${i}, ${there} and ${proof ?? 'true'} as right_${i}`).join(', '),
  );
  if (state.version < 15) throw new Problem(`This needs Postgres 15 or newer; the server at hand is ${state.version}.`);
  const strange = parts.filter((_, i) => state[`there_${i}`] && !state[`right_${i}`]);
  if (strange.length > 0) {
    throw new Problem(`The database ${state.database} has ${strange.map((part) => part.provides).join(' and ')}, but not Supabase's: use a database of its own.`);
  }
  const absent = parts.filter((_, i) => !state[`there_${i}`] || (i === 0 && !state.there_2));
  if (absent.length === 0) return;

  const install = async (admin: pg.Client) => {
    await admin.query('begin');
    await admin.query(`select set_config('shim.owner', $1, true)`, [state.owner]);
    for (const { file } of absent) await admin.query(fs.readFileSync(path.join(root, 'supabase', 'shim', file), 'utf8'));
    await admin.query('commit');
  };
  try {
    await (rootUrl ? withClient(rootUrl, install) : install(client));
  } catch (error) {
    if (!rootUrl) await client.query('rollback');
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new Problem(
      `The database ${state.database} is not on Supabase and lacks ${absent.map((part) => part.provides).join(', ')}, ` +
        `which ${state.owner} may not create (${(error as Error).message}).\n` +
        `Let a superuser run these files in it once, after \`set shim.owner = '${state.owner}';\`, and try again:\n` +
        absent.map(({ file }) => `  supabase/shim/${file}`).join('\n'),
    );
  }
  log(`platform parts installed: ${absent.map((part) => part.provides).join(', ')}`);
}
