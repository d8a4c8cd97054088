// What is granted, compared with expectations.ts: nothing more, nothing less, and nothing to the wrong role.
import type pg from 'pg';
import { exposedSchemas, functions, privateFunctions, roles, type Table, tables } from './expectations.ts';
import { rowsOf, type World } from './world.ts';
import type { Finding } from './outcomes.ts';

const CLIENTS = ['anon', 'authenticated', 'platform_admin', 'service_role'];
const VERBS = ['select', 'insert', 'update', 'delete'] as const;

export async function runCatalog(client: pg.ClientBase, world: World): Promise<Finding[]> {
  const findings: Finding[] = [];
  const report = (object: string, text: string) => findings.push({ object, text });
  const compare = (object: string, what: string, got: string[], expected: string[]) => {
    for (const each of got.filter((it) => !expected.includes(it))) report(object, `${what} is granted, and should not be: ${each}`);
    for (const each of expected.filter((it) => !got.includes(it))) report(object, `${what} should be granted, and is not: ${each}`);
  };

  // tables
  for (const name of world.shapes.keys()) if (!tables[name]) report(name, 'is exposed, and expectations.ts has no line for it');
  for (const name of Object.keys(tables)) if (!world.shapes.has(name)) report(name, 'has a line in expectations.ts, and does not exist');
  const { rows: granted } = await client.query<{ name: string; schema: string; privilege: string }>(
    `select c.relname as name, n.nspname as schema,
       case when a.grantee = 0 then 'everybody' else a.grantee::regrole::text end || ' ' || lower(a.privilege_type) || coalesce('(' || a.attname || ')', '') as privilege
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     cross join lateral (
       select grantee, privilege_type, null::name as attname from aclexplode(c.relacl)
       union all
       select x.grantee, x.privilege_type, t.attname from pg_attribute t, aclexplode(t.attacl) x where t.attrelid = c.oid and not t.attisdropped
     ) a
     where n.nspname = any ($1) and a.grantee <> c.relowner`,
    [[...exposedSchemas, 'private']],
  );
  for (const name of world.shapes.keys()) {
    if (tables[name]) compare(name, 'a privilege', granted.filter((each) => each.name === name && each.schema !== 'private').map(({ privilege }) => privilege), grantsOf(tables[name]));
  }
  for (const { name, schema, privilege } of granted) {
    if (schema === 'private' || !world.shapes.has(name)) report(`${schema}.${name}`, `nobody should hold a privilege on it: ${privilege}`);
  }
  const { rows: open } = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and (c.relkind in ('r', 'p') and not c.relrowsecurity
       or c.relkind = 'v' and coalesce(array_to_string(c.reloptions, ',') !~ 'security_invoker=(true|on|1)', true) or c.relkind in ('m', 'f'))`,
    [[...exposedSchemas, 'private']],
  );
  for (const { name } of open) report(name, 'row-level security does not apply to it');

  // functions
  for (const name of world.functions.keys()) if (!functions[name]) report(name, 'is exposed, and expectations.ts has no line for it');
  for (const name of Object.keys(functions)) if (!world.functions.has(name)) report(name, 'has a line in expectations.ts, and does not exist');
  const { rows: callable } = await client.query<{ name: string; schema: string; definer: boolean; callers: string[] }>(
    `select p.proname as name, n.nspname as schema, p.prosecdef as definer,
       array(select r from unnest($2::text[]) r where has_function_privilege(r, p.oid, 'execute'))
         || case when p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0) then '{everybody}' else '{}'::text[] end as callers
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any ($1)`,
    [[...exposedSchemas, 'private'], CLIENTS],
  );
  for (const { name, schema, definer, callers } of callable) {
    if (schema !== 'private') {
      if (functions[name]) compare(name, 'execute', callers, callersOf(functions[name].grant));
      if (definer) report(name, 'is exposed and runs with the rights of its owner');
    } else {
      compare(`private.${name}`, 'execute', callers, callersOf(privateFunctions[name] ?? functions[name]?.grant ?? []));
    }
  }
  for (const name of Object.keys(privateFunctions)) {
    if (!callable.some((each) => each.schema === 'private' && each.name === name)) report(`private.${name}`, 'has a line in expectations.ts, and does not exist');
  }

  // roles
  const permissions = world.rows.get('role_permissions') ?? [];
  for (const [role, expected] of Object.entries(roles)) {
    compare(role, 'a permission', permissions.filter((row) => row.role === role).map((row) => row.permission as string), expected);
  }
  const { rows: members } = await client.query<{ role: string; member: string }>(
    `select m.roleid::regrole::text as role, m.member::regrole::text as member from pg_auth_members m
     where m.member::regrole::text in ('tenantry_graphql', 'anon', 'authenticated', 'platform_admin')`,
  );
  compare('roles', 'a role', members.map(({ role, member }) => `${role} to ${member}`), [
    'authenticated to platform_admin', 'anon to tenantry_graphql', 'authenticated to tenantry_graphql', 'platform_admin to tenantry_graphql',
  ]);

  // the fixture
  for (const [name, { rows }] of Object.entries(tables)) {
    for (const tenant of ['alpha', 'bravo']) {
      const where = { tenant: world.tenants[tenant], person: world.people.get(`owner@${tenant}.test`) };
      const some = rows === 'everybody' || rows === 'platform' ? world.rows.get(name) : rowsOf(world, name, where);
      if (world.shapes.has(name) && some?.length === 0) report(name, `fixture.sql has no row of it for ${tenant}: nothing would be proved`);
    }
  }
  return findings;
}

function grantsOf(table: Table): string[] {
  const columns = (verb: 'insert' | 'update') => table[verb]?.[1].split(' ').map((column) => `authenticated ${verb}(${column})`) ?? [];
  return [
    ...(table.select === 'anyone' ? ['anon select'] : []),
    table.select === 'platform' ? 'platform_admin select' : 'authenticated select',
    ...columns('insert'),
    ...columns('update'),
    ...(table.delete ? ['authenticated delete'] : []),
    ...VERBS.filter((verb) => table.service.includes(verb[0]!)).map((verb) => `service_role ${verb}`),
  ];
}

function callersOf(grant: string[]): string[] {
  return CLIENTS.filter(
    (role) =>
      (role === 'service_role' && grant.includes('service')) ||
      (role === 'platform_admin' && grant.some((each) => each !== 'service')) ||
      (role === 'authenticated' && (grant.includes('anyone') || grant.includes('signed in'))) ||
      (role === 'anon' && grant.includes('anyone')),
  );
}
