// Everything an actor tries, whatever the API, and what is expected to come of it. Each attempt on another tenant's row has
// a twin on a row that does not exist: both must get the same answer.
import { type Fn, functions, type Table, tables } from './expectations.ts';
import { type Actor, elsewhere, hiddenFrom, isGranted, Missing, nowhere, reaches, type Row, rowsOf, targetIn, visible, websitesOf, type World } from './world.ts';

export type Verb = 'select' | 'insert' | 'update' | 'delete' | 'execute';

export type Attempt = {
  object: string;
  verb: Verb;
  /** Whose row, in words. */
  on: string;
  /** The row to change, by its primary key. */
  key?: Row;
  /** Columns to write, or arguments. */
  values: Row;
  /** What may come of it. `done`: rows changed or answered; `nothing`: none; `refused`: 401, 403 or 404. Else a reason. */
  expect: string[];
  /** Ids that stand for "a row of somebody else", here and in the twin. */
  ids: string[];
  twin?: Attempt;
};

const DENIED = ['refused', 'nothing'];
// a missing parent is left to the foreign key
const NOT_THERE = [...DENIED, '23503'];

/** `brief`: one row of a kind, where the database has already been tried with all of them. */
export function attemptsOf(world: World, actor: Actor, wanted: (object: string) => boolean = () => true, brief = false): Attempt[] {
  const home = actor.tenant ?? world.tenants.alpha!;
  const away = home === world.tenants.alpha ? world.tenants.bravo! : world.tenants.alpha!;
  // one website is like the other to whoever works on all of them
  const websites = websitesOf(world, home).slice(0, brief && !actor.website ? 1 : undefined);
  const places: Place[] = websites.map((website, i) => ({
    on: `own, website ${i + 1}`,
    tenant: home,
    website,
    person: actor.person ?? world.people.get('owner@alpha.test')!,
    foreign: !!actor.website && website !== actor.website,
  }));
  places.push({
    on: "another tenant's",
    tenant: away,
    website: websitesOf(world, away)[0]!,
    person: [...world.people.values()].find((id) => id !== actor.person && rowsOf(world, 'tenant_members', { tenant: away }).some((row) => row.user_id === id))!,
    foreign: true,
  });
  return [
    ...Object.keys(tables).filter((name) => world.shapes.has(name) && wanted(name)).flatMap((name) => onTable(world, actor, name, places, brief)),
    ...Object.keys(functions).filter((name) => world.functions.has(name) && wanted(name)).flatMap((name) => onFunction(world, actor, name, places)),
  ];
}

/** Where it is tried: below a website of a tenant, or at a person. */
type Place = { on: string; tenant: string; website: string; person: string; foreign: boolean };

// ── Tables ──

function onTable(world: World, actor: Actor, name: string, places: Place[], brief: boolean): Attempt[] {
  const table = tables[name]!;
  if (table.rows === 'everybody' || actor.role === 'service_role') return [];
  const shape = world.shapes.get(name)!;
  const keyOf = (row: Row) => Object.fromEntries(shape.key.map((column) => [column, row[column]]));
  const attempts: Attempt[] = [];
  const rowsAt = ({ tenant, website, person }: Place) => rowsOf(world, name, { tenant, website, person });
  const some = world.rows.get(name)![0]!;
  const seen = new Set<Row>();

  // somebody else's row by what it may be known by
  const stranger = hiddenFrom(world, actor, name);
  const mine = visible(world, actor, name);
  for (const column of stranger ? shape.indexed.slice(0, brief ? 1 : undefined) : []) {
    const value = stranger![column];
    if (typeof value !== 'string' || (mine !== 'refused' && mine.some((row) => row[column] === value))) continue;
    const attempt: Attempt = { object: name, verb: 'select', on: `somebody else's ${column}`, key: { [column]: value }, values: {}, ids: [value], expect: DENIED };
    const key = { [column]: elsewhere(stranger!)[column] };
    attempts.push({ ...attempt, twin: { ...attempt, on: 'nowhere', key, ids: [key[column] as string] } });
  }

  for (const verb of ['update', 'delete'] as const) {
    const rule = table[verb];
    if (!rule) continue;
    const values = verb === 'update' ? pick(some, firstColumn(table.update!)) : {};
    seen.clear();
    for (const place of places) {
      const { on, foreign } = place;
      for (const row of rowsAt(place).slice(0, brief ? 1 : undefined)) {
        if (seen.has(row)) continue;
        seen.add(row);
        const may = reaches(actor, table, needs(rule), row) && isGranted(actor, table, verb);
        const own = verb === 'update' ? pick(row, firstColumn(table.update!)) : {};
        const attempt = { object: name, verb, on, key: keyOf(row), values: own, ids: idsOf(keyOf(row)), expect: may ? ['done', ...(table.refuses ?? [])] : DENIED };
        const missing = { ...keyOf(row), ...Object.fromEntries(shape.key.filter(isId).map((column) => [column, crypto.randomUUID()])) };
        const twin = { ...attempt, on: 'nowhere', key: missing, values, ids: idsOf(missing), expect: DENIED };
        attempts.push(foreign ? { ...attempt, values, twin } : attempt);
      }
    }
  }

  // a row of one's own that points to somebody else's
  const pointers = (columns: string) => shape.references.filter((each) => tables[each.table] && tables[each.table]!.rows !== 'everybody' && columns.split(' ').includes(each.column));
  const other = places.at(-1)!;
  const theirs = (reference: { table: string; to: string }) => rowsOf(world, reference.table, other)[0]?.[reference.to] as string | undefined;

  if (table.insert) {
    const [permission, columns] = table.insert;
    for (const place of places) {
      const row = rowsAt(place)[0];
      if (!row) continue;
      const values = copyOf(table, row);
      const references = pointers(columns);
      const may = reaches(actor, table, permission, row) && !(table.confirmed && actor.pending) && isGranted(actor, table, 'insert');
      const pointed = references.map(({ column }) => column).filter((column) => typeof values[column] === 'string');
      const attempt = { object: name, verb: 'insert' as const, on: place.on, values, ids: pointed.map((column) => values[column] as string), expect: may ? ['done', ...(table.refuses ?? [])] : DENIED };
      if (!place.foreign) attempts.push(attempt);
      // without a pointer, a copy of somebody else's row is a row of one's own
      else if (references.length > 0 || table.rows === 'website') attempts.push({ ...attempt, expect: NOT_THERE, twin: replaced({ ...attempt, expect: NOT_THERE }, pointed, () => crypto.randomUUID()) });
      // each pointer on its own
      if (place === places[0]) {
        for (const reference of references) {
          const id = theirs(reference);
          if (!id) continue;
          const bent = { ...attempt, on: `own, ${reference.column} of another tenant`, values: { ...values, [reference.column]: id }, ids: [id], expect: NOT_THERE };
          attempts.push({ ...bent, twin: replaced(bent, [reference.column], () => crypto.randomUUID()) });
        }
      }
    }
  }
  if (table.update) {
    for (const reference of pointers(table.update[1])) {
      const id = theirs(reference);
      for (const row of id ? rowsAt(places[0]!) : []) {
        const bent = { object: name, verb: 'update' as const, on: `own, ${reference.column} of another tenant`, key: keyOf(row), values: { [reference.column]: id }, ids: [id!], expect: [...NOT_THERE, '23514', ...(table.refuses ?? [])] };
        attempts.push({ ...bent, twin: replaced(bent, [reference.column], () => crypto.randomUUID()) });
      }
    }
  }
  return attempts;
}

/** What a client may send to make another row like this one. */
export const copyOf = (table: Table, row: Row): Row => ({ ...pick(row, table.insert![1]), ...table.fresh });
export const needs = (rule: string | [string, string]) => (Array.isArray(rule) ? rule[0] : rule);
export const firstColumn = ([, columns]: [string, string]) => columns.split(' ')[0]!;
const isId = (column: string) => column !== 'tenant_id' && (column === 'id' || column.endsWith('_id'));
export const pick = (row: Row, columns: string) => Object.fromEntries(columns.split(' ').map((column) => [column, row[column]]));
const idsOf = (key: Row) => Object.entries(key).filter(([column]) => isId(column)).map(([, value]) => value as string);

function replaced(attempt: Attempt, columns: string[], by: () => string): Attempt {
  const values = { ...attempt.values, ...Object.fromEntries(columns.map((column) => [column, by()])) };
  return { ...attempt, on: 'nowhere', values, ids: columns.map((column) => values[column] as string) };
}

// ── Functions ──

function onFunction(world: World, actor: Actor, name: string, places: Place[]): Attempt[] {
  const fn = functions[name]!;
  if (fn.fieldOf) return [];
  const { volatile } = world.functions.get(name)!;
  const denied = volatile ? ['refused'] : DENIED;
  const mine = [...(fn.silent || !volatile ? ['done', 'nothing'] : fn.answers ? ['done', 'refused'] : ['done']), ...(fn.refuses ?? [])];
  const attempts: Attempt[] = [];
  const tried = new Set<string>();
  for (const place of places) {
    const { on, foreign, website, tenant } = place;
    let values: Row;
    try {
      values = fn.call?.(targetIn(world, tenant, website, place.person)) ?? {};
    } catch (error) {
      // a tenant that may not publish has no deployments
      if (error instanceof Missing && actor.pending) continue;
      throw error;
    }
    if (tried.has(JSON.stringify(values))) continue;
    tried.add(JSON.stringify(values));
    const attempt: Attempt = { object: name, verb: 'execute', on, values, ids: Object.values(values).filter((each) => typeof each === 'string'), expect: mayCall(actor, fn, place) ? mine : denied };
    // whoever reads everything is shown everything; what is public is no secret
    const openToAll = !fn.call || fn.reveals === 'what is published' || !dependsOnPlace(fn) || (actor.readsAll && (!volatile || fn.may === 'platform')) || actor.role === 'service_role' ||
      (place.tenant === actor.alsoIn && attempt.expect === mine);
    if (openToAll) {
      attempts.push(actor.readsAll && !volatile ? { ...attempt, expect: ['done', 'nothing', 'refused'] } : attempt);
    } else if (!foreign) {
      attempts.push(attempt);
    } else {
      const missing = fn.call!(nowhere());
      const twin: Attempt = { ...attempt, on: 'nowhere', values: missing, ids: Object.values(missing).filter((each) => typeof each === 'string'), expect: [...denied, '23503'] };
      attempts.push({ ...attempt, expect: twin.expect, twin });
    }
  }
  return attempts;
}

const dependsOnPlace = (fn: Fn) => JSON.stringify(fn.call!(nowhere())) !== JSON.stringify(fn.call!(nowhere()));

function mayCall(actor: Actor, fn: Fn, place: Place): boolean {
  if (actor.role === 'service_role') return fn.grant.includes('service');
  const granted =
    fn.grant.includes('anyone') ||
    (fn.grant.includes('signed in') && actor.role !== 'anon') ||
    (fn.grant.includes('platform') && actor.role === 'platform_admin');
  if (!granted) return false;
  if (fn.may === 'anyone') return true;
  if (fn.may === 'platform') return actor.readsAll === true;
  if (fn.may === 'signed in') return actor.person !== undefined;
  if (fn.may === 'own') return actor.person === place.person;
  const inTenant = actor.tenant === place.tenant;
  if (fn.may === 'of the tenant') return inTenant || actor.alsoIn === place.tenant;
  if (fn.may === 'owner' && fn.suspended && actor.ownerOfSuspended) return inTenant;
  if (actor.refused || (fn.confirmed && actor.pending)) return false;
  if (fn.may === 'owner') return inTenant && actor.owner === true;
  if (fn.may === 'service') return false;
  return inTenant && actor.holds.includes(fn.may) && (!actor.website || (!fn.allWebsites && actor.website === place.website));
}
