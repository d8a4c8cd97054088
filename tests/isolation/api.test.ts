// Every exposed table, function and GraphQL field × every kind of actor, through the running APIs. What should be:
// expectations.ts. First everything that must not work, after which nothing may have changed; then, once each, what must.
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { startApi } from '../../scripts/lib/api.ts';
import { signToken } from '../../scripts/lib/jwt.ts';
import { useDatabase } from '../run/database.ts';
import { type Attempt, attemptsOf } from './attempts.ts';
import { functions, tables } from './expectations.ts';
import { type AskGraphql, type GraphqlAnswer, readSchema, rootFor, rootsOf, runGraphql, tryGraphql } from './graphql.ts';
import { type Ask, type Finding } from './outcomes.ts';
import { type RestAnswer, runRest, tryRest } from './rest.ts';
import { type Actor, actorsOf, fillDatabase, readWorld } from './world.ts';

const SECRET = 'a secret of at least thirty-two characters';
const urls = await useDatabase({ helpers: true });
await fillDatabase(urls);
const db = new pg.Client(urls.ROOT_DATABASE_URL);
await db.connect();
const world = await readWorld(db);
const actors = actorsOf(world);
const api = await startApi({ urls, jwtSecret: SECRET, port: 0, localAuth: true });
afterAll(async () => {
  await api.stop();
  await db.end();
});

// ── Asking ──

const tokens = new Map<Actor['name'], Promise<string>>();
async function headersOf(actor: Actor): Promise<Record<string, string>> {
  if (actor.role === 'anon') return {};
  if (!tokens.has(actor.name)) tokens.set(actor.name, actor.role === 'service_role' ? Promise.resolve(api.serviceRoleKey) : signToken(SECRET, actor.claims, '1h'));
  const forged: Record<string, string> = actor.forged
    ? { 'tenantry.tenant': world.tenants.bravo!, role: 'service_role', 'request.jwt.claims': JSON.stringify(actor.forged.claims), 'x-user-id': String(actor.forged.claims.sub) }
    : {};
  return { authorization: `Bearer ${await tokens.get(actor.name)}`, ...forged, ...actor.headers };
}

const as = (name: string) => actors.find((actor) => actor.name === name)!;

const rest: Ask<RestAnswer> = async (actor, method, path, body, headers = {}) => {
  const response = await fetch(`${api.url}/rest/v1${path}`, {
    method,
    headers: { ...(await headersOf(actor)), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, range: response.headers.get('content-range'), text: await response.text() };
};

const graphql: AskGraphql = async (actor, query, variables = {}) => {
  const response = await fetch(`${api.url}/graphql/v1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await headersOf(actor)) },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as Omit<GraphqlAnswer, 'status'>) };
};

// ── What must not work ──

const written = async () => {
  const { rows } = await db.query<{ touch: string }>(`select owner || ' ' || what as touch from isolation.touches where what not in ('private.rate_limit_buckets')`);
  await db.query('truncate isolation.touches');
  return rows.map(({ touch }) => touch);
};

await db.query('truncate isolation.touches');
const throughRest = await runRest(world, rest);
const writtenByRest = await written();
const schema = await readSchema(as('viewer'), graphql);
const { roots, findings: unknown } = rootsOf(world, schema);
const throughGraphql = await runGraphql(world, schema, roots, graphql);
const writtenByGraphql = await written();

const objects = [...Object.keys(tables), ...Object.keys(functions)];
const of = (findings: Finding[], object: string) => findings.filter((each) => each.object === object).map(({ text }) => text);
const others = (findings: Finding[]) => findings.filter(({ object }) => !objects.includes(object));

describe(`${throughRest.tried} attempts through REST`, () => {
  test.for(objects)('%s', (object) => expect(of(throughRest.findings, object)).toEqual([]));
  test('none of them wrote anything', () => expect(writtenByRest).toEqual([]));
});

describe(`${throughGraphql.tried} attempts through GraphQL`, () => {
  test('every field belongs to a table or function, and the other way round', () => expect(unknown).toEqual([]));
  test.for(objects)('%s', (object) => expect(of(throughGraphql.findings, object)).toEqual([]));
  test('none of them wrote anything', () => expect([...writtenByGraphql, ...others(throughGraphql.findings)]).toEqual([]));
});

// ── What must work: once each, so that a refusal above is no mistake of the one who asked ──

type Try = (actor: Actor, attempt: Attempt) => Promise<{ done: boolean; shown: string }>;

async function worksForSomebody(object: string, verb: string, attempt: Try): Promise<string[]> {
  const answers: string[] = [];
  // the service last: it may do nearly everything
  for (const actor of actors.toSorted((a, b) => Number(a.role === 'service_role') - Number(b.role === 'service_role'))) {
    for (const each of attemptsOf(world, actor, (name) => name === object)) {
      if (each.verb !== verb || !each.expect.includes('done')) continue;
      const { done, shown } = await attempt(actor, each);
      if (done) return [];
      answers.push(`${actor.name}: ${shown}`);
      if (answers.length > 12) return answers;
    }
  }
  return answers.length > 0 ? answers : ['nobody may'];
}

const verbs = ['insert', 'update', 'delete'] as const;
const allowed = [
  ...verbs.flatMap((verb) => Object.keys(tables).filter((name) => tables[name]![verb]).map((object) => ({ object, verb }))),
  ...Object.keys(functions).filter((name) => !functions[name]!.fieldOf).map((object) => ({ object, verb: 'execute' as const })),
].sort((a, b) => Number(a.verb === 'delete') - Number(b.verb === 'delete'));

describe('what somebody may do works, through REST', () => {
  test.for(allowed)('$verb $object', async ({ object, verb }) => {
    expect(await worksForSomebody(object, verb, (actor, attempt) => tryRest(rest, actor, attempt))).toEqual([]);
  });
});

describe('what somebody may do works, through GraphQL', () => {
  const known = allowed.filter(({ object, verb }) => rootFor(roots, { object, verb }));
  test.for(known)('$verb $object', async ({ object, verb }) => {
    const attempt: Try = (actor, each) =>
      actor.role === 'service_role' ? Promise.resolve({ done: false, shown: 'has no GraphQL' }) : tryGraphql(schema, roots, graphql, actor, each);
    expect(await worksForSomebody(object, verb, attempt)).toEqual([]);
  });
});
