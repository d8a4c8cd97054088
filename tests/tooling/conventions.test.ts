// What CONVENTIONS.md says of the tree; tests/database/access/conventions reads the catalog.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.ts';
import { withClient } from '../../scripts/lib/migrate.ts';
import { useDatabase } from '../run/database.ts';

const { DATABASE_URL } = await useDatabase();
const domains = ['access', 'identity', 'tenancy', 'websites', 'engagement', 'billing', 'operations', 'valet'];

const names = (sql: string) =>
  withClient(DATABASE_URL, async (client) => (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name));
const files = (folder: string) =>
  fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql'));
const folders = (folder: string) =>
  fs.readdirSync(path.join(root, folder), { withFileTypes: true }).filter((each) => each.isDirectory()).map(({ name }) => name);

test('grants and policies of a table stand in the file of that name', async () => {
  const tables = (schema: string) =>
    names(`select c.relname as name from pg_class c where c.relnamespace = '${schema}'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`);
  const found = files('policies').map((file) => path.basename(file, '.sql'));
  expect(found).toEqual(expect.arrayContaining(await tables('public')));
  expect([...(await tables('public')), ...(await tables('private')), ...(await tables('storage'))]).toEqual(expect.arrayContaining(found));
});

test('an API function stands in the file of that name, or with its opposite', async () => {
  const functions = await names(`select distinct p.proname as name from pg_proc p where p.pronamespace = 'public'::regnamespace`);
  const sources = files('functions').map((file) => ({ name: path.basename(file, '.sql'), text: fs.readFileSync(path.join(root, 'functions', file), 'utf8') }));
  for (const name of functions) {
    const defining = sources.filter(({ text }) => text.includes(`function public.${name}(`)).map((source) => source.name);
    expect(defining, name).toHaveLength(1);
    expect(functions, `${defining[0]}.sql holds ${name}`).toContain(defining[0]);
  }
});

test.each(['functions', 'policies', 'tests/database'])('the folders of %s are named after domains', (folder) => {
  expect(domains).toEqual(expect.arrayContaining(folders(folder)));
});

test.each(folders('supabase/functions').filter((name) => name !== '_shared'))('the edge function %s has a handler, an index and its imports', (name) => {
  expect(fs.readdirSync(path.join(root, 'supabase', 'functions', name))).toEqual(expect.arrayContaining(['deno.json', 'handler.ts', 'index.ts']));
});
