// A1–A9: every exposed table, function and GraphQL field × every kind of actor, through the running APIs. What should be:
// expectations.ts. First everything that must not work, after which nothing may have changed; then, once each, what must.
import { describe, expect, test } from 'vitest';
import { type Attempt, attemptsOf } from './attempts.ts';
import { useMatrix } from './client.ts';
import { functions, tables } from './expectations.ts';
import { readSchema, rootFor, rootsOf, runGraphql, tryGraphql } from './graphql.ts';
import { type Finding } from './outcomes.ts';
import { runRest, tryRest } from './rest.ts';
import type { Actor } from './world.ts';

const { db, world, actors, as, rest, graphql } = await useMatrix();

// ── What must not work ──

const written = async () => {
  const { rows } = await db.query<{ touch: string }>(`select owner || ' ' || what as touch from isolation.touches where what not in ('private.rate_limit_buckets')`);
  await db.query('truncate isolation.touches');
  return rows.map(({ touch }) => touch);
};

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
  const inOrder = functions[object]?.leaves ? actors.toReversed() : actors;
  for (const actor of inOrder.toSorted((a, b) => Number(a.role === 'service_role') - Number(b.role === 'service_role'))) {
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
    expect(await worksForSomebody(object, verb, (actor, attempt) => tryRest(world, rest, actor, attempt))).toEqual([]);
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
