// The matrix through GraphQL. Which field does what is read from the schema: a field that belongs to no table and no
// function of expectations.ts is reported.
import { type Attempt, attemptsOf } from './attempts.ts';
import { functions, otherFields, tables } from './expectations.ts';
import { each, type Finding, finish, isLazy, leaksOf, type Only, type Outcome, sameFor } from './outcomes.ts';
import { type Actor, actorsOf, elsewhere, hiddenFrom, type Row, secretsFrom, visible, type World } from './world.ts';

type TypeRef = { kind: string; name: string | null; ofType: TypeRef | null };
type Field = { name: string; type: TypeRef; args: { name: string; type: TypeRef }[] };
type Type = { kind: string; name: string; fields: Field[] | null; inputFields: Field[] | null };
export type Schema = { types: Map<string, Type>; query: Field[]; mutation: Field[]; others: string[] };

export type GraphqlError = { message: string; path?: (string | number)[]; extensions?: { code?: string; reason?: string; hint?: string; constraint?: string } };
export type GraphqlAnswer = { status: number; data?: Record<string, unknown> | null; errors?: GraphqlError[] };
export type AskGraphql = (actor: Actor, query: string, variables?: Row) => Promise<GraphqlAnswer>;

const camel = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const pascal = (name: string) => camel(`_${name}`);
const singular = (name: string) => name.replace(/ies$/, 'y').replace(/s$/, '');
const small = (name: string) => name[0]!.toLowerCase() + name.slice(1);

export const typeOf = (table: string) => tables[table]!.graphql ?? pascal(singular(table));

// ── The schema ──

export async function readSchema(actor: Actor, ask: AskGraphql): Promise<Schema> {
  const type = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
  const { data, errors } = await ask(actor, `{ __schema { queryType { name } mutationType { name } subscriptionType { name }
    types { kind name inputFields { name type { ${type} } } fields { name type { ${type} } args { name type { ${type} } } } } } }`);
  if (errors) throw new Error(JSON.stringify(errors));
  const schema = data!.__schema as { types: Type[]; subscriptionType: unknown };
  const types = new Map(schema.types.map((each) => [each.name, each]));
  return { types, query: types.get('Query')!.fields!, mutation: types.get('Mutation')!.fields!, others: schema.subscriptionType ? ['subscriptions'] : [] };
}

const named = (type: TypeRef): TypeRef => (type.ofType ? named(type.ofType) : type);
const typeText = (type: TypeRef): string =>
  type.kind === 'NON_NULL' ? `${typeText(type.ofType!)}!` : type.kind === 'LIST' ? `[${typeText(type.ofType!)}]` : type.name!;
const isLeaf = (type: TypeRef) => ['SCALAR', 'ENUM'].includes(named(type).kind);

/** Every leaf of a type, and below it everything it leads to, `depth` steps far, a few rows of each. */
function selection(schema: Schema, type: string, depth: number, first = 20): string {
  const fields = schema.types.get(type)?.fields ?? [];
  const parts = fields.flatMap((field) => {
    const target = named(field.type);
    if (isLeaf(field.type)) return field.args.some((arg) => arg.type.kind === 'NON_NULL') ? [] : [field.name];
    if (target.name === 'PageInfo') return [];
    if (target.name!.endsWith('Connection')) return depth > 0 ? [`${field.name}(first: ${first}) { totalCount nodes { ${selection(schema, target.name!.slice(0, -'Connection'.length), depth - 1, first)} } }`] : [];
    return depth > 0 ? [`${field.name} { ${selection(schema, target.name!, depth - 1, first)} }`] : [];
  });
  return parts.join(' ') || '__typename';
}

// ── Which field is what ──

type Root = { field: Field; table: string; does: 'list' | 'one' | 'insert' | 'update' | 'delete' } | { field: Field; fn: string };

export function rootsOf(world: World, schema: Schema): { roots: Root[]; findings: Finding[] } {
  const findings: Finding[] = schema.others.map((object) => ({ object, text: 'are exposed, and nothing here tries them' }));
  const roots: Root[] = [];
  const names = [...world.shapes.keys()].filter((name) => tables[name]);
  for (const field of [...schema.query, ...schema.mutation]) {
    const isMutation = schema.mutation.includes(field);
    const fn = Object.keys(functions).find((name) => camel(name) === field.name);
    const type = named(field.type).name!;
    const table = names.find((name) => (isMutation
      ? ['create', 'update', 'delete'].some((verb) => field.name === verb + typeOf(name))
      : type === typeOf(name) || type === `${typeOf(name)}Connection`));
    if (fn) roots.push({ field, fn });
    else if (table && isMutation) roots.push({ field, table, does: field.name.startsWith('create') ? 'insert' : field.name.startsWith('update') ? 'update' : 'delete' });
    else if (table) roots.push({ field, table, does: type.endsWith('Connection') ? 'list' : 'one' });
    else if (!otherFields.includes(field.name)) findings.push({ object: field.name, text: 'is a field of GraphQL that belongs to no table and no function of expectations.ts' });
  }
  for (const [name, table] of Object.entries(tables)) {
    if (!world.shapes.has(name)) continue;
    for (const does of ['list', 'insert', 'update', 'delete'] as const) {
      if (does !== 'list' && !table[does]) continue;
      if (!roots.some((root) => 'table' in root && root.table === name && root.does === does)) findings.push({ object: name, text: `GraphQL has no field to ${does} it` });
    }
  }
  for (const [name, fn] of Object.entries(functions)) {
    if (world.functions.has(name) && !fn.fieldOf && fn.grant.some((role) => role !== 'service') && !roots.some((root) => 'fn' in root && root.fn === name)) {
      findings.push({ object: name, text: 'GraphQL has no field for it' });
    }
  }
  return { roots, findings };
}

// ── The matrix ──

export async function runGraphql(world: World, schema: Schema, roots: Root[], ask: AskGraphql, only: Only = {}): Promise<{ findings: Finding[]; tried: number }> {
  const findings: Finding[] = [];
  let tried = 0;
  const wanted = (object: string) => !only.objects || only.objects.includes(object);
  const lists = roots.filter((root) => 'table' in root && root.does === 'list' && wanted(root.table)) as Extract<Root, { table: string }>[];
  const ones = roots.filter((root) => 'table' in root && root.does === 'one' && root.field.args.length > 0 && wanted(root.table)) as Extract<Root, { table: string }>[];
  const nodes = await nodeIds(world, lists, ask);

  for (const actor of actorsOf(world).filter(({ name, role }) => role !== 'service_role' && (!only.actors || only.actors.includes(name)))) {
    const report = (object: string, text: string) => findings.push({ object, text: `${actor.name}: ${text}` });
    const secrets = secretsFrom(world, actor);
    const scan = (object: string, what: string, answer: unknown, known: string[] = []) => {
      const leaks = leaksOf(world, actor, object, secrets(JSON.stringify(answer), known));
      if (leaks.length > 0) report(object, `${what} shows ${leaks.slice(0, 3).join(', ')}`);
    };
    const hidden = (table: string) => hiddenFrom(world, actor, table);

    await each(lists, async ({ field, table }) => {
      tried += 2;
      // what it sees, and counts
      const columns = world.shapes.get(table)!.key.filter((column) => has(schema, typeOf(table), camel(column)));
      const query = `query ($offset: Int!) { it: ${field.name}(first: 100, offset: $offset) { totalCount nodes { ${columns.map(camel).join(' ') || '__typename'} } } }`;
      const rows: Row[] = [];
      let got: GraphqlAnswer;
      let list: { totalCount: number; nodes: Row[] } | null | undefined;
      do {
        got = await ask(actor, query, { offset: rows.length });
        list = got.data?.it as typeof list;
        rows.push(...(list?.nodes ?? []));
      } while (list && list.nodes.length > 0 && rows.length < list.totalCount);
      const expected = visible(world, actor, table);
      const keys = (some: Row[], names: string[]) => some.map((row) => JSON.stringify(names.map((name) => normal(row[name])))).sort().join();
      if (expected === 'refused') {
        if (outcomeOf(got) !== 'refused') report(table, `${field.name} should be refused, was ${said(got)}`);
      } else if (!list) {
        report(table, `${field.name} failed: ${said(got)}`);
      } else if (list.totalCount !== expected.length || keys(rows, columns.map(camel)) !== keys(expected, columns)) {
        report(table, `${field.name} returned ${rows.length} rows and counted ${list.totalCount}, should return ${expected.length}`);
      }

      // what the rows it sees lead to
      scan(table, `what ${field.name} leads to`, valid(field.name, await ask(actor, `{ it: ${field.name}(first: 20) { nodes { ${selection(schema, typeOf(table), 2, 8)} } } }`)));

      // somebody else's row is not counted, whatever is asked of it
      const row = hidden(table);
      const filters = schema.types.get(`${typeOf(table)}Filter`)?.inputFields?.map(({ name }) => name) ?? [];
      const asked = row ? world.shapes.get(table)!.columns.filter((column) => typeof row[column] === 'string' && /^(.*_)?id$|^slug$|^email$/.test(column) && filters.includes(camel(column))) : [];
      if (asked.length === 0) return;
      tried++;
      const filter = Object.fromEntries(asked.map((column) => [camel(column), { equalTo: row![column] }]));
      const filtered = valid(field.name, await ask(actor, `query ($filter: ${typeOf(table)}Filter) { it: ${field.name}(filter: $filter) { totalCount nodes { __typename } } }`, { filter }));
      if ((filtered.data?.it as { totalCount: number } | null)?.totalCount) report(table, `${field.name} filtered by somebody else's row counted it`);
    });

    // rows of others by what they are known by: the same answer as for rows that do not exist
    await each(ones, async ({ field, table }) => {
      const row = hidden(table);
      if (!row) return;
      tried += 2;
      const query = `query (${field.args.map(({ name, type }) => `$${name}: ${typeText(type)}`).join(', ')}) { it: ${field.name}(${field.args.map(({ name }) => `${name}: $${name}`).join(', ')}) { __typename } }`;
      const by = (row: Row) => ask(actor, query, Object.fromEntries(field.args.map(({ name }) => [name, row[snake(name)]])));
      const there = valid(field.name, await by(row));
      const notThere = valid(field.name, await by(elsewhere(row)));
      if (outcomeOf(there) === 'done') report(table, `${field.name} found a row of somebody else`);
      if (said(there) !== said(notThere) && !(actor.refused && isLazy(outcomeOf(there), outcomeOf(notThere)))) report(table, `${field.name} tells whether it exists: ${said(there)} and, where it does not, ${said(notThere)}`);
    });

    // the same by global id: those of rows that are not there are made like the others
    const strange = lists.flatMap(({ table }) => {
      const row = hidden(table);
      const node = row && nodes.get(keyText(world, table, row));
      return node ? [{ table, node, missing: nodeIdLike(node) }] : [];
    });
    tried += strange.length * 2;
    await each(strange, async ({ table, node, missing }) => {
      const query = 'query ($nodeId: ID!) { it: node(nodeId: $nodeId) { __typename nodeId } }';
      const [there, notThere] = [await ask(actor, query, { nodeId: node }), await ask(actor, query, { nodeId: missing })];
      if (outcomeOf(there) === 'done') report(table, 'node found a row of somebody else');
      if (said(there) !== said(notThere)) report(table, `node tells whether it exists: ${said(there)} and, where it does not, ${said(notThere)}`);
    });

    // what it should not be able to do
    const denied = attemptsOf(world, actor, wanted, true).filter((attempt) => !attempt.expect.includes('done') && rootFor(roots, attempt));
    await each(denied, async (attempt) => {
      const got = await askFor(schema, roots, actor, attempt, ask);
      const twin = attempt.twin && (await askFor(schema, roots, actor, attempt.twin, ask));
      tried += twin ? 2 : 1;
      finish(report, attempt, outcomeOf(got), said(got), got.errors?.[0]?.extensions?.reason);
      if (twin) sameFor(report, attempt, said(got), said(twin));
      scan(attempt.object, `${attempt.verb} on ${attempt.on}`, got, [...attempt.ids, ...Object.values({ ...attempt.key, ...attempt.values }).map(String)]);
    });
  }
  return { findings, tried };
}

/** Whether what somebody may do works at all: otherwise a refusal would prove nothing. */
export async function tryGraphql(schema: Schema, roots: Root[], ask: AskGraphql, actor: Actor, attempt: Attempt) {
  const got = await askFor(schema, roots, actor, attempt, ask);
  return { done: outcomeOf(got) === 'done', shown: said(got) };
}

// ── Requests ──

export const rootFor = (roots: Root[], { object, verb }: Pick<Attempt, 'object' | 'verb'>) =>
  roots.find((root) => ('fn' in root ? verb === 'execute' && root.fn === object : root.table === object && root.does === verb));

// One document a field, so that it is planned once: only the variables differ.
async function askFor(schema: Schema, roots: Root[], actor: Actor, attempt: Attempt, ask: AskGraphql): Promise<GraphqlAnswer> {
  const root = rootFor(roots, attempt)!;
  const { name, type, args } = root.field;
  const isMutation = schema.mutation.includes(root.field);
  const variables: Row = isMutation ? { input: inputOf(schema, root, attempt) } : rename(attempt.values);
  const given = args.filter((arg) => arg.name in variables);
  const declared = given.length > 0 ? `(${given.map((arg) => `$${arg.name}: ${typeText(arg.type)}`).join(', ')})` : '';
  const passed = given.length > 0 ? `(${given.map((arg) => `${arg.name}: $${arg.name}`).join(', ')})` : '';
  const target = named(type).name!;
  const inner = isLeaf(type) ? '' : target.endsWith('Connection') ? `{ nodes { ${selection(schema, nodeTypeOf(schema, target), 0)} } }` : `{ ${selection(schema, target, isMutation ? 1 : 0, 1)} }`;
  return valid(name, await ask(actor, `${isMutation ? 'mutation' : 'query'} ${declared} { it: ${name}${passed} ${inner} }`, variables));
}

/** GraphQL's own refusal of a request says nothing about who may do what. */
function valid(what: string, got: GraphqlAnswer): GraphqlAnswer {
  const ofRequest = got.errors?.find(({ path, extensions }) => !path && extensions?.code === 'PT400');
  if (ofRequest) throw new Error(`${what}: ${ofRequest.message}`);
  return got;
}

const has = (schema: Schema, type: string, field: string) => schema.types.get(type)!.fields!.some(({ name }) => name === field);
const nodeTypeOf = (schema: Schema, connection: string) => named(schema.types.get(connection)!.fields!.find(({ name }) => name === 'nodes')!.type).name!;
// enum values are spelled with an underscore
const spelled = (value: unknown) => (Array.isArray(value) ? value.map((each) => (typeof each === 'string' ? each.replace(/^([a-z_]+)\.([a-z_]+)$/, '$1_$2') : each)) : value);
const rename = (row: Row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), spelled(value)]));

function inputOf(schema: Schema, root: Root, { key = {}, values }: Attempt): Row {
  if ('fn' in root) return rename(values);
  const type = typeOf(root.table);
  if (root.does === 'insert') return { [small(type)]: rename(values) };
  const names = schema.types.get(`${root.does === 'update' ? 'Update' : 'Delete'}${type}Input`)!.inputFields!.map(({ name }) => name);
  // the tenant is the request's
  const known = Object.fromEntries(Object.entries(rename(key)).filter(([name]) => names.includes(name)));
  return root.does === 'update' ? { ...known, patch: rename(values) } : known;
}

/** Every global id there is, by the row's key. */
async function nodeIds(world: World, lists: Extract<Root, { table: string }>[], ask: AskGraphql): Promise<Map<string, string>> {
  const admin = actorsOf(world).find(({ readsAll }) => readsAll)!;
  const found = new Map<string, string>();
  await each(lists, async ({ field, table }) => {
    const columns = world.shapes.get(table)!.key;
    const query = `query ($offset: Int!) { it: ${field.name}(first: 100, offset: $offset) { totalCount nodes { nodeId ${columns.map(camel).join(' ')} } } }`;
    for (let total = 1, offset = 0; offset < total; offset += 100) {
      const list = valid(field.name, await ask(admin, query, { offset })).data!.it as { totalCount: number; nodes: Row[] };
      total = list.totalCount;
      for (const node of list.nodes) found.set(keyText(world, table, Object.fromEntries(columns.map((column) => [column, node[camel(column)]]))), node.nodeId as string);
    }
  });
  return found;
}

const keyText = (world: World, table: string, row: Row) => JSON.stringify([table, ...world.shapes.get(table)!.key.map((column) => normal(row[column]))]);
const nodeIdLike = (nodeId: string) =>
  Buffer.from(Buffer.from(nodeId, 'base64').toString().replace(/[0-9a-f-]{36}(?!.*[0-9a-f-]{36})/, () => crypto.randomUUID())).toString('base64');

// ── Outcomes ──

function outcomeOf({ data, errors }: GraphqlAnswer): Outcome {
  const code = errors?.[0] && (errors[0].extensions?.code ?? 'unknown');
  if (code) return code === '42501' || /^PT40[134]$/.test(code) ? 'refused' : code;
  const value = data?.it as { nodes?: unknown[] } | null | undefined;
  return value === null || value === undefined || value.nodes?.length === 0 ? 'nothing' : 'done';
}

const said = ({ status, data, errors }: GraphqlAnswer) =>
  JSON.stringify([status, data?.it, errors?.map(({ message, extensions }) => [message, extensions])]).slice(0, 600);

// times without their trailing zeros, enum values as GraphQL spells them
const normal = (value: unknown) =>
  typeof value !== 'string' ? value : /^\d{4}-\d\d-\d\dT/.test(value) ? value.replace(/\.?0*(Z|\+00:00)$/, '') : /^[a-z_]+\.[a-z_]+$/.test(value) ? value.replace('.', '_') : value;
