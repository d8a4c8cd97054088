// What must hold besides the tests: `npm run lint` shows these checks one by one, and `npm test` runs them all.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { cloneDatabase, type DatabaseUrls, dropDatabase, loadDemo, prepareDatabase, type ServerAddress } from './database.ts';
import { generatedFiles, SUPABASE_MIGRATIONS, supabaseMigrations, withBareClone } from './generated.ts';
import { withClient } from './migrate.ts';
import { root } from './paths.ts';
import { plain, schemaDiff, supabase } from './supabase.ts';

export type CheckContext = {
  server: ServerAddress;
  /** A migrated database nobody is connected to. */
  template: string;
};

export type Check = {
  name: string;
  /** What is wrong, one line each. */
  run(context: CheckContext): Promise<string[]>;
};

export const checks: Check[] = [
  { name: 'TypeScript is strict', run: typescript },
  { name: 'migrations pass squawk', run: squawk },
  { name: 'functions and policies on disk are the installed ones', run: onDiskIsInstalled },
  { name: 'the migrations apply to a fresh database, and again', run: freshAndAgain },
  { name: 'the migrations apply to a populated database', run: populated },
  { name: 'supabase db push gives the same schema', run: sameThroughPush },
  { name: "Supabase's advisors find nothing", run: advisors },
  { name: 'generated files are in step', run: inStep },
];

const exec = promisify(execFile);

async function output(file: string, args: string[]): Promise<string[]> {
  const result = await exec(file, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 }).catch((error) => error);
  if (!('code' in result)) return [];
  const lines = `${result.stdout}${result.stderr}`.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 0 ? lines : [String(result)];
}

const bin = (name: string) => path.join(root, 'node_modules', '.bin', name);

async function typescript(): Promise<string[]> {
  return output(bin('tsc'), ['--project', root]);
}

// Through the compiled migrations, which hold every function and policy in the form that runs.
async function squawk(): Promise<string[]> {
  return withTemporaryFolder(async (folder) => {
    const files = (await supabaseMigrations({ current: true })).map(([name, sql]) => {
      const file = path.join(folder, path.basename(name));
      fs.writeFileSync(file, sql);
      return file;
    });
    if (files.length === 0) return [];
    const lines = await output(bin('squawk'), ['--config', path.join(root, '.squawk.toml'), '--reporter', 'gcc', ...files]);
    return lines.map((line) => line.replaceAll(`${folder}${path.sep}`, ''));
  });
}

function sqlFiles(folder: string): string[] {
  if (!fs.existsSync(path.join(root, folder))) return [];
  return fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql')).sort().map((name) => path.join(folder, name));
}

// Nothing else notices an edited file that no migration includes: run again, the files must change nothing; and what is
// installed must be in a file.
async function onDiskIsInstalled({ server, template }: CheckContext): Promise<string[]> {
  const files = [...sqlFiles('functions'), ...sqlFiles('policies')].map((file) => ({ file, sql: fs.readFileSync(path.join(root, file), 'utf8') }));
  const findings: string[] = [];
  await withClone(server, template, async (installed) => {
    await withClone(server, template, async (again) => {
      await withClient(again.DATABASE_URL, async (client) => {
        await client.query('set search_path = public, extensions');
        for (const { file, sql } of files) {
          await client.query(sql).catch((error) => findings.push(`${file} does not run a second time: ${error.message}`));
        }
      });
      const diff = await schemaDiff(installed.ROOT_DATABASE_URL, again.ROOT_DATABASE_URL);
      if (diff) findings.push(`the files on disk would change the database; no migration includes them as they are:\n${diff}`);
    });
    const text = files.map(({ sql }) => sql).join('\n');
    await withClient(installed.DATABASE_URL, async (client) => {
      for (const { name, body } of await ours(client)) if (!text.includes(body)) findings.push(`${name} is installed, but in no file under functions/ or policies/`);
    });
  });
  return findings;
}

// A function by its body, a policy by its name and table: these survive in the catalog as they were written.
async function ours(client: pg.Client): Promise<{ name: string; body: string }[]> {
  const { rows } = await client.query(`
    select 'function ' || p.oid::regprocedure as name, p.prosrc as body
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where p.prosrc <> '' and n.nspname not in ('auth', 'storage', 'extensions', 'pg_catalog', 'information_schema')
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    union all
    select format('policy %s on %I.%I', p.polname, n.nspname, c.relname),
      format('create policy %I on %I.%I ', p.polname, n.nspname, c.relname)
    from pg_policy p
    join pg_class c on c.oid = p.polrelid
    join pg_namespace n on n.oid = c.relnamespace
    where not c.relispartition`);
  return rows;
}

async function freshAndAgain({ server, template }: CheckContext): Promise<string[]> {
  // The template was the first of this server: this one finds its roles there already.
  return withTemporaryDatabase(server, 'fresh', async (name) => {
    await prepareDatabase(server, { name });
    const { ROOT_DATABASE_URL } = await prepareDatabase(server, { name });
    return withClone(server, template, async (first) => different(await schemaDiff(first.ROOT_DATABASE_URL, ROOT_DATABASE_URL)));
  });
}

async function populated({ server }: CheckContext): Promise<string[]> {
  return withTemporaryDatabase(server, 'populated', async (name) => {
    const committed = (await supabaseMigrations()).length;
    const urls = await prepareDatabase(server, { name, upTo: committed > 0 ? 'committed' : 'current' });
    await loadDemo(urls.DATABASE_URL);
    const before = await rowCounts(urls.DATABASE_URL);
    await prepareDatabase(server, { name });
    const after = await rowCounts(urls.DATABASE_URL);
    return Object.keys(before).filter((table) => after[table] < before[table]).map((table) => `${table} lost rows: ${before[table]} → ${after[table]}`);
  });
}

async function rowCounts(url: string): Promise<Record<string, number>> {
  return withClient(url, async (client) => {
    const { rows } = await client.query(`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'valet') and c.relkind in ('r', 'p') and not c.relispartition`);
    const counts: Record<string, number> = {};
    for (const { name } of rows) counts[name] = Number((await client.query(`select count(*) from ${name}`)).rows[0].count);
    return counts;
  });
}

async function sameThroughPush({ server, template }: CheckContext): Promise<string[]> {
  return withTemporaryDatabase(server, 'pushed', (name) => withTemporaryFolder(async (workdir) => {
    const urls = await prepareDatabase(server, { name, upTo: 'platform' });
    fs.mkdirSync(path.join(workdir, SUPABASE_MIGRATIONS), { recursive: true });
    fs.copyFileSync(path.join(root, 'supabase', 'config.toml'), path.join(workdir, 'supabase', 'config.toml'));
    for (const [file, sql] of await supabaseMigrations({ current: true })) fs.writeFileSync(path.join(workdir, file), sql);
    // A second push must find nothing to do.
    for (let i = 0; i < 2; i++) await supabase(['db', 'push', '--yes', `--remote=${plain(urls.DATABASE_URL)}`], { workdir });
    return withBareClone(server, template, (migrated) =>
      withBareClone(server, name, async (pushed) => different(await schemaDiff(migrated.ROOT_DATABASE_URL, pushed.ROOT_DATABASE_URL))),
    );
  }));
}

async function advisors({ server, template }: CheckContext): Promise<string[]> {
  return withBareClone(server, template, async (urls) => {
    const json = await supabase(['db', 'advisors', `--remote=${plain(urls.DATABASE_URL)}`, '--type', 'all', '--level', 'info', '--fail-on', 'none', '--output-format', 'json']);
    const { results } = JSON.parse(json) as { results: { name: string; level: string; detail: string }[] };
    return results.filter(({ name }) => name !== 'unused_index').map(({ name, level, detail }) => `${level} ${name}: ${detail}`);
  });
}

async function inStep({ server, template }: CheckContext): Promise<string[]> {
  const files = await generatedFiles(server, template);
  const findings = [...files].filter(([file, content]) => !fs.existsSync(path.join(root, file)) || fs.readFileSync(path.join(root, file), 'utf8') !== content).map(([file]) => file);
  const strays = sqlFiles(SUPABASE_MIGRATIONS).filter((file) => !files.has(file));
  return [...findings, ...strays].map((file) => `${file} is not what \`npm run generate\` makes`);
}

const different = (diff: string) => (diff ? [`the schemas differ:\n${diff}`] : []);

let count = 0;

async function withTemporaryDatabase<T>(server: ServerAddress, label: string, work: (name: string) => Promise<T>): Promise<T> {
  const name = `check_${label}_${process.pid}_${++count}`;
  try {
    return await work(name);
  } finally {
    await dropDatabase(server, name);
  }
}

async function withClone<T>(server: ServerAddress, template: string, work: (urls: Required<DatabaseUrls>) => Promise<T>): Promise<T> {
  return withTemporaryDatabase(server, 'clone', async (name) => work(await cloneDatabase(server, { template, name })));
}

async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-'));
  try {
    return await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
