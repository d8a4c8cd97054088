// A4–A8: what CONVENTIONS.md says of tables, policies, functions and triggers, read from the catalog and the tree.
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.ts';
import { useDatabase } from '../run/database.ts';

const domains = ['access', 'identity', 'tenancy', 'websites', 'engagement', 'billing', 'operations', 'valet'];
const clients = ['anon', 'authenticated', 'platform_admin'];

const { ROOT_DATABASE_URL } = await useDatabase();
const client = new pg.Client(ROOT_DATABASE_URL);
await client.connect();
afterAll(() => client.end());

/** The one column of a query that lists what is wrong. */
const wrong = async (sql: string, values: unknown[] = []): Promise<string[]> =>
  (await client.query({ text: sql, values, rowMode: 'array' })).rows.map(([first]) => first as string);

const ours = `n.nspname in ('public', 'private', 'valet')
  and not exists (select from pg_depend d where d.objid = x.oid and d.deptype = 'e')`;
const ofTables = `from pg_class x join pg_namespace n on n.oid = x.relnamespace and ${ours} and x.relkind in ('r', 'p')`;
/** Tables that clients name: no partitions. */
const exposed = `${ofTables} and n.nspname <> 'private'`;
const ofFunctions = `from pg_proc x join pg_namespace n on n.oid = x.pronamespace and ${ours}`;
const hasTenant = `exists (select from pg_attribute t where t.attrelid = x.oid and t.attname = 'tenant_id')`;
const columnsOf = (keys: string, table: string) =>
  `(select array_agg(a.attname::text order by k.position) from unnest(${keys}) with ordinality k (number, position)
    join pg_attribute a on a.attrelid = ${table} and a.attnum = k.number)`;

const files = (folder: string) =>
  fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql')).sort();

const catalog: Record<string, string> = {
  'every table has row-level security': `select x.oid::regclass::text ${ofTables} where not x.relrowsecurity`,
  'every view runs with the rights of who asks':
    `select x.oid::regclass::text from pg_class x join pg_namespace n on n.oid = x.relnamespace and ${ours}
     where x.relkind = 'm' or x.relkind = 'v' and coalesce(array_to_string(x.reloptions, ',') !~ 'security_invoker=(true|on|1)', true)`,
  'every table, enum, function and composite type has a comment':
    `select x.oid::regclass::text ${ofTables} and not x.relispartition where obj_description(x.oid, 'pg_class') is null
     union all select x.oid::regprocedure::text ${ofFunctions} where obj_description(x.oid, 'pg_proc') is null
     union all select x.oid::regtype::text from pg_type x join pg_namespace n on n.oid = x.typnamespace and ${ours}
       left join pg_class c on c.oid = x.typrelid
     where (x.typtype = 'e' or c.relkind = 'c') and obj_description(x.oid, 'pg_type') is null`,
  'every constraint is named after its table':
    `select format('%s: %s', x.oid::regclass, c.conname) ${ofTables} and not x.relispartition
     join pg_constraint c on c.conrelid = x.oid and c.contype in ('c', 'p', 'u', 'f', 'x')
     where c.conparentid = 0 and not starts_with(c.conname, x.relname || '_')`,
  "a row's tenant is the request's, unless the service writes it":
    `select x.oid::regclass::text ${exposed} join pg_attribute a on a.attrelid = x.oid and a.attname = 'tenant_id'
     left join pg_attrdef d on d.adrelid = x.oid and d.adnum = a.attnum
     where pg_get_expr(d.adbin, d.adrelid) is distinct from 'private.tenant_id()'
       and has_any_column_privilege('authenticated', x.oid, 'insert')`,
  'the key of a tenant’s row begins with the tenant':
    `select format('%s: %s', x.oid::regclass, c.conname) ${exposed} and ${hasTenant}
     join pg_constraint c on c.conrelid = x.oid and c.contype = 'p'
     where x.relname <> 'audit_logs' and (${columnsOf('c.conkey', 'x.oid')})[1] <> 'tenant_id'`,
  'every key between rows of a tenant holds the tenant':
    `select format('%s: %s', x.oid::regclass, c.conname) ${exposed} and ${hasTenant}
     join pg_constraint c on c.conrelid = x.oid and c.contype in ('u', 'x', 'f')
     where not 'tenant_id' = any (${columnsOf('c.conkey', 'x.oid')})
       and (c.contype <> 'f' or exists (select from pg_attribute t where t.attrelid = c.confrelid and t.attname = 'tenant_id'))
     union all
     select i.indexrelid::regclass::text ${exposed} and ${hasTenant} join pg_index i on i.indrelid = x.oid and i.indisunique
     where x.relname <> 'audit_logs' and not 'tenant_id' = any (${columnsOf('i.indkey::smallint[]', 'x.oid')})`,
  'an index key is of a type whose operators are leakproof':
    `select format('%s: %s', i.indexrelid::regclass, a.attname) ${exposed} and ${hasTenant}
     join pg_index i on i.indrelid = x.oid
     join pg_attribute a on a.attrelid = i.indexrelid
     where a.atttypid not in ('uuid'::regtype, 'text'::regtype, 'boolean'::regtype, 'integer'::regtype, 'bigint'::regtype, 'timestamptz'::regtype, 'date'::regtype)`,
  'every foreign key has an index':
    `select format('%s: %s', x.oid::regclass, c.conname) ${ofTables} and not x.relispartition
     join pg_constraint c on c.conrelid = x.oid and c.contype = 'f'
     where not exists (
       select from pg_index i where i.indrelid = x.oid
         and (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] @> c.conkey)`,
  'every text has a bounded length':
    `select format('%s.%s', x.oid::regclass, a.attname) ${exposed}
     join pg_attribute a on a.attrelid = x.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'text'::regtype
     where not exists (select from pg_constraint c where c.conrelid = x.oid and c.contype in ('c', 'f') and a.attnum = any (c.conkey)
       and (c.contype = 'f' or pg_get_constraintdef(c.oid) ~ format('(length\\(%1$s\\)|%1$s ~ .*\\{0,\\d+\\})', a.attname)))`,
  'a time is a timestamptz':
    `select format('%s.%s', x.oid::regclass, a.attname) ${ofTables} join pg_attribute a on a.attrelid = x.oid and a.attnum > 0
     where a.atttypid = 'timestamp'::regtype`,
  'every updated_at has its trigger':
    `select x.oid::regclass::text ${exposed} join pg_attribute a on a.attrelid = x.oid and a.attname = 'updated_at'
     where not exists (select from pg_trigger t where t.tgrelid = x.oid and t.tgfoid = 'private.set_updated_at()'::regprocedure)`,
  'every policy names verb and person, its command and its roles':
    `select format('%s on %s', p.polname, x.oid::regclass) ${ofTables} join pg_policy p on p.polrelid = x.oid
     where p.polcmd = '*' or p.polroles @> '{0}'
       or p.polname !~ case p.polcmd when 'r' then '^select_' when 'a' then '^insert_' when 'w' then '^update_' else '^delete_' end`,
  'a table, command and role has one permissive policy':
    `select format('%s: %s for %s', x.oid::regclass, p.polcmd, r) ${ofTables}
     join pg_policy p on p.polrelid = x.oid and p.polpermissive cross join unnest(p.polroles) r
     group by x.oid, p.polcmd, r having count(*) > 1`,
  'a policy is flat: columns, values and calls of ours that run once':
    `select format('%s on %s: %s', p.polname, x.oid::regclass, e.rest) ${ofTables} join pg_policy p on p.polrelid = x.oid
     cross join unnest(array[pg_get_expr(p.polqual, x.oid), pg_get_expr(p.polwithcheck, x.oid)]) clause
     cross join lateral (select regexp_replace(clause,
       '\\( SELECT private\\.[a-z_]+\\((''[a-z.]+''::(public\\.)?app_permission)?\\) AS [a-z_]+\\)', '', 'g') as rest) e
     where e.rest ~* '(select|private\\.)' or regexp_replace(e.rest, 'ANY', '', 'g') ~ '[a-z_]\\('`,
  'no client inserts or updates a table whole':
    `select format('%s: %s %s', x.oid::regclass, role, verb) ${ofTables}, unnest(array['insert', 'update', 'truncate', 'references', 'trigger']) verb,
       unnest(array['${clients.join(`','`)}']) role
     where has_table_privilege(role, x.oid, verb)`,
  'every function has an empty search path': `select x.oid::regprocedure::text ${ofFunctions} where x.proconfig is null or not x.proconfig @> '{"search_path=\\"\\""}'`,
  'what is exposed runs with the rights of who asks': `select x.oid::regprocedure::text ${ofFunctions} where n.nspname <> 'private' and x.prosecdef`,
  'nobody may call a function without being granted it':
    `select x.oid::regprocedure::text ${ofFunctions} where x.proacl is null or exists (select from aclexplode(x.proacl) a where a.grantee = 0)`,
  'every trigger is named by its phase':
    `select format('%s on %s', t.tgname, x.oid::regclass) ${ofTables} join pg_trigger t on t.tgrelid = x.oid and not t.tgisinternal
     where t.tgname !~ '^_[1-9][0-9]0_[a-z_]+$'`,
};

test.for(Object.entries(catalog))('%s', async ([, sql]) => {
  expect(await wrong(sql)).toEqual([]);
});

test('grants and policies of a table stand in the file of that name', async () => {
  const expected = await wrong(`select case n.nspname when 'public' then '' else n.nspname || '.' end || x.relname ${exposed}`);
  const found = files('policies').map((file) => path.basename(file, '.sql'));
  expect(found.toSorted()).toEqual(expected.toSorted());
});

test('an API function stands in the file of that name, or with its opposite', async () => {
  const names = await wrong(`select distinct x.proname ${ofFunctions} where n.nspname <> 'private'`);
  const found = files('functions');
  for (const name of names) {
    const defining = found.filter((file) => new RegExp(`function public\\.${name}\\(`).test(fs.readFileSync(path.join(root, 'functions', file), 'utf8')));
    expect(defining, name).toHaveLength(1);
    expect(names, `${defining[0]} holds ${name}`).toContain(path.basename(defining[0]!, '.sql'));
  }
});

test('folders are named after domains', () => {
  for (const folder of ['functions', 'policies', 'tests/database']) {
    const names = fs.readdirSync(path.join(root, folder), { withFileTypes: true }).filter((each) => each.isDirectory()).map(({ name }) => name);
    expect(domains, folder).toEqual(expect.arrayContaining(names));
  }
});

test('an edge function has a handler, an index and its imports', () => {
  for (const name of fs.readdirSync(path.join(root, 'supabase', 'functions'))) {
    const has = fs.readdirSync(path.join(root, 'supabase', 'functions', name));
    expect(has, name).toEqual(expect.arrayContaining(['deno.json', 'handler.ts', 'index.ts']));
  }
});
