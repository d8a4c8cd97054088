// A7: nobody chooses what a privileged function runs. Types are looked up among temporary objects first, whatever search
// path a function pins; no API makes any, and whoever signs in beside the APIs can't either.
import { expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { useDatabase } from '../run/database.ts';

const { AUTHENTICATOR_URL, GRAPHQL_URL } = await useDatabase();

test.for([
  ['authenticator', AUTHENTICATOR_URL, 'anon'],
  ['authenticator', AUTHENTICATOR_URL, 'authenticated'],
  ['authenticator', AUTHENTICATOR_URL, 'service_role'],
  ['tenantry_graphql', GRAPHQL_URL, 'authenticated'],
  ['tenantry_graphql', GRAPHQL_URL, 'platform_admin'],
] as const)('%s as %s has no say in it', async ([, url, role]) => {
  await withClient(url, async (client) => {
    const attempt = async () => {
      await client.query('create function pg_temp.who(text) returns boolean language sql as $$ select true $$');
      await client.query('create domain pg_temp.text as pg_catalog.text check (pg_temp.who(value))');
    };
    await expect(attempt()).rejects.toMatchObject({ code: '42501' });
    await client.query(`set role ${role}`);
    await expect(attempt()).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('create temporary table t ()')).rejects.toMatchObject({ code: '42501' });
  });
});
