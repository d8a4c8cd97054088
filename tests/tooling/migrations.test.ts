import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { brokenInvariants, createDatabase, dropDatabase, ownLogin, prepareDatabase, prepareExternal } from '../../scripts/lib/database.ts';
import { migrate, withClient } from '../../scripts/lib/migrate.ts';
import { root } from '../../scripts/lib/paths.ts';
import { type Server, startPostgres } from '../../scripts/lib/postgres.ts';

const server = inject('server');
const databases: string[] = [];
const fresh = (label: string) => {
  const name = `migrations_${label}_${process.pid}`;
  databases.push(name);
  return name;
};
afterAll(async () => {
  for (const name of databases) await dropDatabase(server, name);
});

const rows = (url: string, sql: string) => withClient(url, async (client) => (await client.query(sql)).rows);

describe('migrate', () => {
  test('any number at once on one empty database', async () => {
    const name = fresh('at_once');
    await createDatabase(server, name);
    const urls = await Promise.all(Array.from({ length: 4 }, () => prepareDatabase(server, { name, demo: true })));
    expect(await withClient(urls[0].DATABASE_URL, brokenInvariants)).toEqual([]);
  });

  test('leaves clients nothing temporary to make', async () => {
    const { ROOT_DATABASE_URL } = await prepareDatabase(server, { name: fresh('temporary') });
    const may = await rows(
      ROOT_DATABASE_URL,
      `select rolname from pg_roles
       where rolname in ('anon', 'authenticated', 'service_role', 'platform_admin', 'authenticator', 'tenantry_graphql')
         and has_database_privilege(oid, current_database(), 'temporary')`,
    );
    expect(may).toEqual([]);
  });

  test('says which database it could not reach, without the password', async () => {
    await expect(migrate('postgres://someone:secret@127.0.0.1:1/nowhere')).rejects.toThrow('No connection to postgres://someone@127.0.0.1:1/nowhere');
  });

  test('leaves a schema called auth that is not Supabase’s alone', async () => {
    const { DATABASE_URL } = await createDatabase(server, fresh('strange'));
    await rows(DATABASE_URL, 'create schema auth; create table auth.mine ()');
    await expect(migrate(DATABASE_URL)).rejects.toThrow(/has the schema auth, but not Supabase's/);
    expect(await rows(DATABASE_URL, `select to_regnamespace('storage') as storage`)).toEqual([{ storage: null }]);
  });

  test('puts nothing in the place of the real auth and storage', async () => {
    const { DATABASE_URL } = await prepareDatabase(server, { name: fresh('real'), upTo: 'platform' });
    const definition = `select pg_get_functiondef('auth.uid()'::regprocedure) as uid, (select oid from pg_class where oid = 'storage.objects'::regclass) as objects`;
    const before = await rows(DATABASE_URL, definition);
    await migrate(DATABASE_URL, { upTo: 'current' });
    expect(await rows(DATABASE_URL, definition)).toEqual(before);
  });
});

describe('a server that is not ours', () => {
  // One of its own: this changes passwords that other tests sign in with.
  let theirs: Server;
  beforeAll(async () => {
    theirs = await startPostgres({ durable: false });
  });
  afterAll(() => theirs.stop());

  const owner = async (role: string, attributes: string) => {
    await withClient(theirs.rootUrl, async (client) => {
      await client.query(`create role ${role} login ${attributes} password 'secret of ${role}'`);
      await client.query(`create database ${role} owner ${role}`);
    });
    const url = new URL(theirs.rootUrl);
    Object.assign(url, { username: role, password: `secret of ${role}`, pathname: `/${role}` });
    return url.toString();
  };

  test('the role of DATABASE_URL becomes the owner, and login roles get passwords on this machine', async () => {
    const urls = await prepareExternal(await owner('landlord', 'createrole createdb bypassrls'), { demo: true });
    expect(await rows(urls.DATABASE_URL, `select pg_get_userbyid(relowner) as owner from pg_class where oid = 'public.tenants'::regclass`)).toEqual([{ owner: 'landlord' }]);
    expect(await rows(urls.AUTHENTICATOR_URL, 'select current_user')).toEqual([{ current_user: 'authenticator' }]);
    expect(await rows(urls.GRAPHQL_URL, 'select current_user')).toEqual([{ current_user: 'tenantry_graphql' }]);
    expect(await withClient(urls.DATABASE_URL, brokenInvariants)).toEqual([]);
    expect(await prepareExternal(urls.DATABASE_URL)).toEqual(urls);
  });

  test('a role that may not install the platform learns what is missing', async () => {
    await expect(migrate(await owner('lodger', ''))).rejects.toThrow(/lacks .*the schema auth.*which lodger may not create[^]*supabase\/shim\/3-auth\.sql/);
  });

  test('on another machine no password is changed', async () => {
    await expect(ownLogin('postgres://owner:secret@db.example.com/postgres', 'authenticator', 'AUTHENTICATOR_URL')).rejects.toThrow(
      'postgres://owner@db.example.com/postgres is on another machine: also set AUTHENTICATOR_URL',
    );
  });
});

describe('in a copy of the project', () => {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-test-'));
  const at = (...parts: string[]) => path.join(copy, ...parts);
  const read = (...parts: string[]) => fs.readFileSync(at(...parts), 'utf8');
  let databaseUrl: string;
  let databaseName: string;

  beforeAll(async () => {
    for (const name of ['scripts', 'supabase/shim', 'supabase/config.toml', '.gmrc', 'package.json', 'tests/database/helpers.sql']) {
      fs.cpSync(path.join(root, name), at(name), { recursive: true });
    }
    fs.symlinkSync(path.join(root, 'node_modules'), at('node_modules'));
    for (const folder of ['migrations/current', 'functions/access', 'policies']) fs.mkdirSync(at(folder), { recursive: true });
    fs.symlinkSync('..', at('migrations', 'fixtures'));
    fs.writeFileSync(at('migrations', 'current', '1-first.sql'), 'drop table if exists public.first;\ncreate table public.first ();\n--! include functions/access/hello.sql\n');
    fs.writeFileSync(at('functions', 'access', 'hello.sql'), `create or replace function public.hello() returns text language sql as $$ select 'one' $$;\n`);
    databaseName = fresh('copy');
    databaseUrl = (await createDatabase(server, databaseName)).ROOT_DATABASE_URL;
  });
  afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

  function start(args: string[]) {
    return spawn(process.execPath, [at('scripts', 'run.mjs'), ...args], { cwd: copy, env: { ...process.env, DATABASE_URL: databaseUrl }, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  async function run(...args: string[]) {
    const child = start(args);
    const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { out, err, status };
  }

  test('migrate:watch applies every change and names the file of an error', async () => {
    const child = start(['migrate-watch']);
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    const shows = (pattern: RegExp) => expect.poll(() => output, { timeout: 20_000 }).toMatch(pattern);
    try {
      await shows(/Watching migrations, functions/);
      expect(await rows(databaseUrl, 'select hello()')).toEqual([{ hello: 'one' }]);

      output = '';
      fs.writeFileSync(at('functions', 'access', 'hello.sql'), `-- a broken one\ncreate or replace function public.hello() returns text language sql as $$ select nothing $$;\n`);
      await shows(/column "nothing" does not exist[^]*at functions\/access\/hello\.sql:2/);

      output = '';
      fs.writeFileSync(at('functions', 'access', 'hello.sql'), `create or replace function public.hello() returns text language sql as $$ select 'two' $$;\n`);
      await shows(/✓ .* up to date/);
      expect(await rows(databaseUrl, 'select hello()')).toEqual([{ hello: 'two' }]);
    } finally {
      child.kill('SIGINT');
      expect((await once(child, 'exit'))[0]).toBe(130);
    }
  });

  test('migrate leaves the migration being written alone, unless asked', async () => {
    await dropDatabase(server, databaseName);
    await createDatabase(server, databaseName);
    const { out } = await run('migrate');
    expect(out).toContain('The migration being written was left out');
    expect(await rows(databaseUrl, `select to_regclass('public.first') as first`)).toEqual([{ first: null }]);
    await run('migrate', '--current');
    expect(await rows(databaseUrl, 'select hello()')).toEqual([{ hello: 'two' }]);
  });

  test('migrate waits for nobody while everybody waits behind it', async () => {
    const settings = JSON.parse(read('.gmrc'));
    expect(settings.pgSettings.lock_timeout).toBe('10s');
    fs.writeFileSync(at('.gmrc'), JSON.stringify({ ...settings, pgSettings: { ...settings.pgSettings, lock_timeout: '200ms' } }));
    fs.appendFileSync(at('migrations', 'current', '1-first.sql'), 'select 1;\n');
    await withClient(databaseUrl, async (reader) => {
      await reader.query('begin; select from public.first');
      const { err, status } = await run('migrate', '--current');
      expect(status).toBe(1);
      expect(err).toMatch(/lock timeout \(55P03\)[^]*Nothing was changed: try again/);
    });
    expect((await run('migrate', '--current')).status).toBe(0);
    fs.writeFileSync(at('.gmrc'), JSON.stringify(settings));
  });

  test('migrate:commit that fails changes nothing', async () => {
    fs.writeFileSync(at('migrations', 'current', '2-second.sql'), 'select 1 / 0;\n');
    const before = read('migrations', 'current', '1-first.sql');
    const { err, status } = await run('migrate-commit', 'something');
    expect(err).toContain('Not committed: division by zero');
    expect(status).toBe(1);
    expect(read('migrations', 'current', '1-first.sql')).toBe(before);
    expect(fs.readdirSync(at('migrations', 'committed'))).toEqual([]);
    fs.rmSync(at('migrations', 'current', '2-second.sql'));
  });

  test('migrate:commit writes the next file and leaves an empty migration', async () => {
    const { out, status } = await run('migrate-commit', 'says', 'hello');
    expect(out).toContain('wrote migrations/committed/000001-says-hello.sql');
    expect(status).toBe(0);
    expect(read('migrations', 'committed', '000001-says-hello.sql')).toMatch(/--! Included functions\/access\/hello\.sql\n.*select 'two'/);
    expect(read('migrations', 'current.sql').trim()).toBe('');
    expect(fs.existsSync(at('migrations', 'current'))).toBe(false);
    expect((await run('migrate-commit', 'again')).err).toContain('There is nothing to commit');
    expect((await run('migrate-commit')).err).toContain('What does it do?');
  });

  test('lint notices a function that was edited and not migrated, and one that is in no file', async () => {
    expect((await run('lint', 'on disk')).status).toBe(0);
    fs.writeFileSync(at('migrations', 'current.sql'), `create or replace function public.stray() returns int language sql as $$ select 1 $$;\n`);
    fs.writeFileSync(at('functions', 'access', 'hello.sql'), `create or replace function public.hello() returns text language sql as $$ select 'three' $$;\n`);
    const { out, status } = await run('lint', 'on disk');
    expect(out).toMatch(/the files on disk would change the database[^]*FUNCTION public\.hello/);
    expect(out).toContain('function stray() is installed, but in no file');
    expect(status).toBe(1);
  });

  test('db:reset drops what DATABASE_URL names only on this machine, and only when sure', async () => {
    expect((await run('db-reset')).err).toContain('add --yes');
    const own = databaseUrl;
    databaseUrl = 'postgres://owner:secret@db.example.com/postgres';
    expect((await run('db-reset', '--yes')).err).toContain('postgres://owner@db.example.com/postgres is not on this machine');
    databaseUrl = own;
  });
});
