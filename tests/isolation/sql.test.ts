// A1–A8: every exposed table and function × every kind of actor, through SQL. What should be: expectations.ts.
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../run/database.ts';
import { runCatalog } from './catalog.ts';
import { functions, tables } from './expectations.ts';
import { runRequests, runSql } from './sql.ts';
import { fillDatabase, readWorld } from './world.ts';

const urls = await useDatabase({ helpers: true });
await fillDatabase(urls);
const client = new pg.Client(urls.ROOT_DATABASE_URL);
await client.connect();
afterAll(() => client.end());

const world = await readWorld(client);
await client.query('begin');
const catalog = await runCatalog(client, world);
const { findings, tried } = await runSql(client, world);
const requests = await runRequests(client, world);
await client.query('rollback');

const objects = [...Object.keys(tables), ...Object.keys(functions)];
const of = (object: string) => findings.filter((each) => each.object === object).map(({ text }) => text);

test('everything exposed is expected, and granted as expected', () => {
  expect(catalog.map(({ object, text }) => `${object}: ${text}`)).toEqual([]);
});

test('a request acts for the tenant asked for, or is refused', () => {
  expect(requests.map(({ object, text }) => `${object}: ${text}`)).toEqual([]);
});

describe(`${tried} attempts through SQL`, () => {
  test.for(objects)('%s', (object) => expect(of(object)).toEqual([]));
});
