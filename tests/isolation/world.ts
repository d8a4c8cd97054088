// What there is: the catalog of exposed tables and functions, every row of the fixture, and the actors who try to reach them.
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { DatabaseUrls } from '../../scripts/lib/database.ts';
import { withClient } from '../../scripts/lib/migrate.ts';
import { exposedSchemas, ofOneWebsite, ofSuspendedOwner, type Permission, roles, type Table, tables, type Target } from './expectations.ts';

export type Row = Record<string, unknown>;

export type Shape = {
  schema: string;
  key: string[];
  columns: string[];
  /** Indexed columns that a stranger could guess at: ids and texts. */
  indexed: string[];
  /** Columns that point to rows of another exposed table. */
  references: { column: string; table: string; to: string }[];
};

export type FunctionShape = { schema: string; volatile: boolean; returnsNothing: boolean; args: string[] };

export type World = {
  shapes: Map<string, Shape>;
  functions: Map<string, FunctionShape>;
  rows: Map<string, Row[]>;
  /** Ids of tenants by the name in fixture.sql, and of people by e-mail. */
  tenants: Record<string, string>;
  people: Map<string, string>;
};

export type Actor = {
  name: string;
  role: 'anon' | 'authenticated' | 'platform_admin' | 'service_role';
  email?: string;
  claims: Row;
  headers: Record<string, string>;
  /** What the actor is known to be; nobody, where the account is disabled or gone. */
  person?: string;
  tenant?: string;
  holds: Permission[];
  owner?: boolean;
  /** Likewise, of a tenant that is suspended. */
  ownerOfSuspended?: boolean;
  /** Works on this website only. */
  website?: string;
  /** Every question about the tenant is refused: it is suspended, or the account is disabled. */
  refused?: boolean;
  pending?: boolean;
  /** Another tenant of theirs. */
  alsoIn?: string;
  /** A tenant that has invited them. */
  invitedTo?: string;
  readsAll?: boolean;
  /** Holds a stored context that belongs to somebody else: claims of that person. */
  forged?: { claims: Row };
};

/** Fills a migrated database (with the helpers of tests/database) for the matrix. */
export async function fillDatabase(urls: Required<DatabaseUrls>): Promise<void> {
  const read = (name: string) => fs.readFileSync(path.join(import.meta.dirname, name), 'utf8');
  await withClient(urls.DATABASE_URL, (client) => client.query(read('fixture.sql')));
  await withClient(urls.ROOT_DATABASE_URL, (client) => client.query(read('probe.sql')));
}

export async function readWorld(client: pg.ClientBase): Promise<World> {
  const shapes = await client.query<Shape & { name: string }>(
    `select c.relname as name, n.nspname as schema,
       (select json_agg(a.attname order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
       coalesce((select json_agg(a.attname order by array_position(i.indkey::int[], a.attnum::int))
         from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey) where i.indrelid = c.oid and i.indisprimary), '[]') as key,
       coalesce((select json_agg(distinct a.attname) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
         where i.indrelid = c.oid and a.attname <> 'tenant_id' and a.atttypid in ('uuid'::regtype, 'text'::regtype)), '[]') as indexed,
       coalesce((select json_agg(json_build_object('column', a.attname, 'table', t.relname, 'to', f.attname))
         from pg_constraint k
         cross join unnest(k.conkey, k.confkey) u (col, fcol)
         join pg_attribute a on a.attrelid = c.oid and a.attnum = u.col
         join pg_attribute f on f.attrelid = k.confrelid and f.attnum = u.fcol
         join pg_class t on t.oid = k.confrelid
         where k.conrelid = c.oid and k.contype = 'f' and a.attname <> 'tenant_id'), '[]') as references
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`,
    [exposedSchemas],
  );
  const functions = await client.query<FunctionShape & { name: string }>(
    `select p.proname as name, n.nspname as schema, p.provolatile = 'v' as volatile, p.prorettype = 'void'::regtype as "returnsNothing", coalesce(p.proargnames, '{}') as args
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any ($1) and p.prokind = 'f'`,
    [exposedSchemas],
  );
  const everything = await client.query<{ name: string; row_data: Row }>('select * from isolation.everything($1)', [exposedSchemas]);
  const rows = new Map(shapes.rows.map(({ name }) => [name, [] as Row[]]));
  for (const { name, row_data } of everything.rows) rows.get(name)!.push(row_data);

  const people = new Map(rows.get('users')!.map((row) => [row.email as string, row.id as string]));
  const tenants: Record<string, string> = {};
  for (const member of rows.get('tenant_members')!) {
    if (member.role === 'owner') tenants[(member.email as string).split('@')[1]!.replace('.test', '')] = member.tenant_id as string;
  }
  return {
    shapes: new Map(shapes.rows.map((shape) => [shape.name, shape])),
    functions: new Map(functions.rows.map((each) => [each.name, each])),
    rows,
    tenants,
    people,
  };
}

// ── Actors ──

const known = new WeakMap<World, Actor[]>();

export function actorsOf(world: World): Actor[] {
  if (!known.has(world)) known.set(world, findActors(world));
  return known.get(world)!;
}

function findActors(world: World): Actor[] {
  const person = (name: string, email: string, rest: Partial<Actor> = {}): Actor => {
    const id = world.people.get(email)!;
    const role = rest.role ?? 'authenticated';
    return { name, role, email, claims: { sub: id, role, email, aud: 'authenticated' }, headers: {}, person: id, holds: [], ...rest };
  };
  const { alpha, bravo, sierra, papa } = world.tenants as Record<string, string>;
  const member = (role: keyof typeof roles) => person(role, `${role}@alpha.test`, { tenant: alpha, holds: roles[role], owner: role === 'owner' });
  const viewer = member('viewer');
  const nobody = { sub: '99999999-9999-4999-8999-999999999999', role: 'authenticated', aud: 'authenticated' };
  return [
    { name: 'anonymous visitor', role: 'anon', claims: { role: 'anon' }, headers: {}, holds: [] },
    member('owner'),
    member('admin'),
    member('developer'),
    member('editor'),
    viewer,
    person('custom role', 'custom@alpha.test', { tenant: alpha, holds: ['tenant.read', 'content.read', 'site.publish'] }),
    person('collaborator on one website', 'collaborator@alpha.test', {
      tenant: alpha,
      holds: roles.developer.filter((each) => ofOneWebsite.includes(each)),
      website: websitesOf(world, alpha!)[0],
    }),
    person('collaborator who has not accepted', 'invited@alpha.test', { invitedTo: alpha }),
    person('guest of two tenants', 'guest@guests.test', { tenant: alpha, holds: roles.viewer, alsoIn: bravo, headers: { 'x-tenant-id': alpha! } }),
    person('owner of another tenant', 'owner@bravo.test', { tenant: bravo, holds: roles.owner, owner: true }),
    person('deactivated member', 'deactivated@alpha.test'),
    person('disabled user', 'disabled@alpha.test', { person: undefined, refused: true }),
    { name: 'token of nobody', role: 'authenticated', claims: nobody, headers: {}, holds: [] },
    person('owner of a suspended tenant', 'owner@sierra.test', { tenant: sierra, holds: ofSuspendedOwner, ownerOfSuspended: true }),
    person('editor of a suspended tenant', 'editor@sierra.test', { tenant: sierra, refused: true }),
    person('owner of a pending tenant', 'owner@papa.test', { tenant: papa, holds: roles.owner, owner: true, pending: true }),
    person('platform admin', 'admin@platform.test', { role: 'platform_admin', readsAll: true }),
    person('revoked platform admin', 'revoked@platform.test', { role: 'platform_admin' }),
    { name: 'service', role: 'service_role', claims: { role: 'service_role' }, headers: {}, holds: [] },
    {
      ...viewer,
      name: 'viewer with forged claims',
      claims: { ...viewer.claims, tenant_id: bravo, app_metadata: { role: 'owner', tenant_id: bravo, permissions: roles.owner } },
      forged: { claims: { sub: world.people.get('owner@bravo.test'), role: 'authenticated' } },
    },
  ];
}

// ── Rows and who may reach them ──

const keyOf = (table: Table) => table.key ?? { everybody: '', platform: '', person: 'user_id', tenant: 'tenant_id', website: 'website_id' }[table.rows];

export function websitesOf(world: World, tenant: string): string[] {
  return world.rows.get('websites')!
    .filter((row) => row.tenant_id === tenant)
    .sort((a, b) => Number((a.subdomain as string).endsWith('-two')) - Number((b.subdomain as string).endsWith('-two')))
    .map((row) => row.id as string);
}

/** Whether a row lies where an actor with that permission may reach it. */
export function reaches(actor: Actor, table: Table, needs: string, row: Row): boolean {
  const key = row[keyOf(table)];
  if (table.rows === 'everybody') return true;
  if (table.rows === 'platform') return false;
  if (table.rows === 'person') return actor.person !== undefined && actor.person === key;
  if (actor.tenant === undefined || actor.refused || !actor.holds.includes(needs as Permission)) return false;
  if (table.rows === 'tenant') return actor.tenant === key && !actor.website;
  return actor.tenant === row.tenant_id && (!actor.website || actor.website === key);
}

export function isGranted(actor: Actor, table: Table, verb: 'select' | 'insert' | 'update' | 'delete'): boolean {
  if (actor.role === 'service_role') return table.service.includes(verb[0]!);
  if (verb !== 'select') return actor.role !== 'anon' && table[verb] !== undefined;
  if (table.select === 'anyone') return true;
  if (table.select === 'platform') return actor.role === 'platform_admin';
  return actor.role !== 'anon';
}

/** The rows a select returns, or `refused`. */
export function visible(world: World, actor: Actor, name: string): Row[] | 'refused' {
  const table = tables[name]!;
  const all = world.rows.get(name) ?? [];
  if (!isGranted(actor, table, 'select')) return 'refused';
  if (actor.role === 'service_role' || actor.readsAll || table.rows === 'everybody') return all;
  if (actor.refused && table.rows !== 'person') return 'refused';
  return all.filter((row) => reaches(actor, table, table.select, row));
}

/** The rows below one tenant (and website), or of one person. */
export function rowsOf(world: World, name: string, where: { tenant?: string; website?: string; person?: string }): Row[] {
  const table = tables[name]!;
  return (world.rows.get(name) ?? []).filter((row) => {
    const key = row[keyOf(table)];
    if (table.rows === 'person') return key === where.person;
    if (table.rows === 'tenant') return key === where.tenant;
    if (table.rows === 'website') return row.tenant_id === where.tenant && (!where.website || key === where.website);
    return false;
  });
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export const uuidsIn = (text: string): string[] => text.match(UUID) ?? [];

/** What an actor must never read: ids that stand in no row it sees, and texts marked as another tenant's. */
export function secretsFrom(world: World, actor: Actor): Detector {
  if (!detectors.has(actor)) detectors.set(actor, makeDetector(world, actor));
  return detectors.get(actor)!;
}

type Detector = (text: string, known?: string[]) => string[];
const detectors = new WeakMap<Actor, Detector>();

function makeDetector(world: World, actor: Actor): Detector {
  if (actor.readsAll || actor.role === 'service_role') return () => [];
  const seen = new Set([actor.tenant, actor.claims.sub].filter((each) => typeof each === 'string'));
  const hidden = new Set<string>();
  for (const name of Object.keys(tables)) {
    const mine = visible(world, actor, name);
    const isMine = new Set(mine === 'refused' ? [] : mine);
    for (const row of world.rows.get(name) ?? []) {
      for (const id of uuidsIn(JSON.stringify(row))) (isMine.has(row) ? seen : hidden).add(id);
    }
  }
  const names = Object.keys(world.tenants).filter((name) => world.tenants[name] !== actor.tenant);
  const marks = new RegExp(`(${[...names, 'platform'].join('|')})-(secret|public)`, 'g');
  return (text, known = []) => [
    ...uuidsIn(text).filter((id) => hidden.has(id) && !seen.has(id) && !known.includes(id)),
    ...(text.match(marks) ?? []),
  ];
}

// ── What a call is about ──

/** Ids in a tenant's first or second website; undefined where the fixture has no such row there. */
export function targetIn(world: World, tenant: string, website: string | undefined, person?: string): Target {
  const colleague = rowsOf(world, 'tenant_members', { tenant }).find((row) => row.role === 'editor');
  return {
    tenant,
    person: colleague?.user_id as string,
    host: `${world.rows.get('websites')!.find((row) => row.id === website)?.subdomain}.localhost`,
    id(name, which = () => true) {
      const row = rowsOf(world, name, { tenant, website, person }).find(which);
      if (!row) throw new Missing(`fixture.sql has no such row of ${name}`);
      return row.id as string;
    },
  };
}

export class Missing extends Error {}

/** Some row that the actor does not see. */
export function hiddenFrom(world: World, actor: Actor, name: string): Row | undefined {
  const seen = visible(world, actor, name);
  return tables[name]!.rows === 'everybody' ? undefined : world.rows.get(name)!.find((row) => seen === 'refused' || !seen.includes(row));
}

/** A row like it that is not there. */
export function elsewhere(row: Row): Row {
  const other = (value: unknown) =>
    typeof value !== 'string' || /^\d{4}-\d\d-/.test(value) ? value : /^[0-9a-f-]{36}$/.test(value) ? crypto.randomUUID() : `${value}-nowhere`;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, other(value)]));
}

export const nowhere = (): Target => ({
  tenant: crypto.randomUUID(),
  person: crypto.randomUUID(),
  host: 'nowhere-0000.localhost',
  id: () => crypto.randomUUID(),
});
