// A1–A8: the isolation matrix notices whatever opens a door. Each policy is loosened in turn, then a grant, a function, the
// context itself, each in a transaction that is taken back: every one of them has to be reported.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../run/database.ts';
import { runCatalog } from './catalog.ts';
import { exposedSchemas, ofOneWebsite, type Permission, tables } from './expectations.ts';
import { runSql } from './sql.ts';
import { fillDatabase, readWorld, type World } from './world.ts';

const urls = await useDatabase({ helpers: true });
await fillDatabase(urls);
const client = new pg.Client(urls.ROOT_DATABASE_URL);
await client.connect();
let world: World;

beforeAll(async () => {
  world = await readWorld(client);
});
afterAll(() => client.end());

/** What is reported once this is done. */
async function noticed(sql: string, objects: string[], catalog = true): Promise<string[]> {
  await client.query('begin');
  try {
    await client.query(sql);
    const changed = catalog ? await readWorld(client) : world;
    const found = [...(catalog ? await runCatalog(client, changed) : []), ...(await runSql(client, changed, { objects, brief: true })).findings];
    return found.map(({ object, text }) => `${object}: ${text}`);
  } finally {
    await client.query('rollback');
  }
}

type Policy = { schema: string; table: string; name: string; command: string; using: string | null; check: string | null };

const { rows: policies } = await client.query<Policy>(
  `select schemaname as schema, tablename as table, policyname as name, cmd as command, qual as using, with_check as check
   from pg_policies where schemaname = any ($1) order by 1, 2, 3`,
  [exposedSchemas],
);

/** The parts of a flat policy: what stands between its outermost ANDs. */
function conjuncts(expression: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let begin = 0;
  const inner = expression.replace(/^\((.*)\)$/s, '$1');
  const balanced = [...inner].every((char) => (depth += char === '(' ? 1 : char === ')' ? -1 : 0) >= 0);
  const text = balanced ? inner : expression;
  depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')') depth--;
    if (depth === 0 && text.startsWith(' AND ', i)) {
      parts.push(text.slice(begin, i));
      begin = i + 5;
    }
  }
  return [...parts, text.slice(begin)];
}

const mutants = policies.flatMap(({ schema, table, name, command, using, check }) => {
  const clause = command === 'INSERT' ? 'with check' : 'using';
  const parts = conjuncts((command === 'INSERT' ? check : using)!);
  if (parts.join() === 'true') return [];
  return parts.flatMap((part, i) => {
    // a client names no tenant on insert, and the default is the request's
    if (command === 'INSERT' && /^\(?tenant_id = /.test(part)) return [];
    // a permission that nobody has on one website only
    const scope = /website_scope\('([a-z.]+)'/.exec(part)?.[1];
    if (scope && !ofOneWebsite.includes(scope as Permission)) return [];
    // a trigger looks at the page before the policy does (it answers as if it were not there), and stays when the policy goes
    if (table === 'page_versions' && command === 'INSERT' && scope) return [];
    const rest = parts.filter((_, other) => other !== i).join(' and ') || 'true';
    return [{ label: `${name} on ${table} without ${part}`, table, sql: `alter policy ${name} on ${schema}.${table} ${clause} (${rest})` }];
  });
});

test('nothing is reported before anything is loosened', async () => {
  expect(await noticed('select 1', Object.keys(tables))).toEqual([]);
});

describe('a policy that lost a condition is noticed', () => {
  test.for(mutants)('$label', async ({ sql, table }) => {
    expect(await noticed(sql, [table], false)).not.toEqual([]);
  });
});

const body = (name: string, args: string, returns: string, text: string, how = 'language sql stable') =>
  `create or replace function ${name}(${args}) returns ${returns} ${how} security definer set search_path = '' as $body$ ${text} $body$`;
const bravo = () => world.tenants.bravo;

const others: { label: string; sql(): string; objects?: string[]; says: RegExp }[] = [
  { label: 'row-level security off', sql: () => 'alter table public.pages disable row level security', says: /does not apply/ },
  { label: 'row-level security off, by behaviour', sql: () => 'alter table public.pages disable row level security', objects: ['pages'], says: /select returned/ },
  { label: 'a policy for everybody', sql: () => 'create policy anyone on public.pages for select to authenticated using (true)', objects: ['pages'], says: /select returned/ },
  { label: 'a new table', sql: () => 'create table public.extra (id uuid primary key); grant select on public.extra to anon', says: /^extra: .* no line/ },
  { label: 'a new view', sql: () => 'create view public.extra as select * from public.pages; grant select on public.extra to authenticated', says: /^extra: row-level security/m },
  { label: 'a new function', sql: () => body('public.extra', '', 'int', 'select 1'), says: /^extra: .* no line/ },
  { label: 'a grant to visitors', sql: () => 'grant select on public.websites to anon', says: /anon select/ },
  { label: "a grant on a column of the database's", sql: () => 'grant insert (tenant_id) on public.pages to authenticated', says: /authenticated insert\(tenant_id\)/ },
  { label: 'a grant on a private table', sql: () => 'grant select on private.page_passwords to authenticated', says: /page_passwords: nobody/ },
  { label: 'a private function for everybody', sql: () => 'grant execute on function private.directory_claim(text, text, uuid, uuid) to public', says: /directory_claim: .* everybody/ },
  { label: 'a function for visitors', sql: () => 'grant execute on function public.create_website(text, text) to anon', says: /create_website: .* anon/ },
  { label: 'a membership of the service role', sql: () => 'grant service_role to tenantry_graphql', says: /service_role to tenantry_graphql/ },
  { label: 'a permission for a role', sql: () => "insert into public.role_permissions values ('viewer', 'content.write')", says: /viewer: .* content.write/ },
  { label: 'an expectation without an object', sql: () => 'alter table public.subscriptions rename to gone', says: /subscriptions: .* does not exist/ },
  { label: 'a table without rows', sql: () => 'alter table public.page_versions disable trigger all; delete from public.page_versions', says: /page_versions: fixture/ },
  { label: 'can() says yes', sql: () => body('private.can', 'p_permission public.app_permission', 'boolean', 'select true'), objects: ['pages'], says: /update of everything/ },
  { label: 'all_websites() says yes', sql: () => body('private.all_websites', '', 'boolean', 'select true'), objects: ['pages'], says: /collaborator on one website: select returned/ },
  { label: 'is_platform_admin() says yes', sql: () => body('private.is_platform_admin', '', 'boolean', 'select true'), objects: ['pages'], says: /revoked platform admin: select returned/ },
  { label: 'tenant_id() is another tenant', sql: () => body('private.tenant_id', '', 'uuid', `select '${bravo()}'::uuid`), objects: ['pages'], says: /select returned/ },
  { label: 'nobody is refused any more', sql: () => body('private.refuse', '', 'void', 'select'), objects: ['pages'], says: /disabled user: select should be refused/ },
  {
    label: 'a stored context counts for whoever comes next',
    sql: () => body('private.context', 'p_key text', 'text', `select nullif(current_setting('tenantry.' || p_key, true), '')`),
    objects: ['pages'],
    says: /forged claims: select returned/,
  },
  {
    label: 'a function that forgets whose page it is',
    sql: () => body('private.set_home_page', 'p_page uuid', 'public.pages', 'select p from public.pages p where p.id = p_page', 'language sql volatile'),
    objects: ['set_home_page'],
    says: /shows .*bravo-secret|tells whether it exists/,
  },
  {
    label: 'an error that tells what exists elsewhere',
    sql: () => body('private.set_home_page', 'p_page uuid', 'public.pages',
      `begin perform private.fail(case when exists (select from public.pages p where p.id = p_page) then 'forbidden' else 'not_found' end); end`, 'language plpgsql volatile'),
    objects: ['set_home_page'],
    says: /tells whether it exists/,
  },
  {
    label: 'a trigger that writes to another tenant',
    sql: () => `${body('private.extra', '', 'trigger', `begin update public.tenants set locale = 'fr' where id = '${bravo()}'; return new; end`, 'language plpgsql')};
      create trigger extra before update on public.components for each row execute function private.extra()`,
    objects: ['components'],
    says: /touched public.tenants of bravo/,
  },
  {
    label: 'a function that shows a draft to visitors',
    sql: () => body('private.visit', 'p_host text, p_path text, p_password text, p_pass text default null', 'public.live_page',
      `select row(200, null, null, null, to_json(w), null, null)::public.live_page from public.websites w where p_host like w.subdomain || '.%'`),
    objects: ['live_page'],
    says: /anonymous visitor: .* shows alpha-secret/,
  },
];

describe('anything else that opens a door is noticed', () => {
  test.for(others)('$label', async ({ sql, objects, says }) => {
    expect((await noticed(sql(), objects ?? [], !objects)).join('\n')).toMatch(says);
  });
});
