// A1–A3: for which tenant a request acts is looked up in the database, the same through both APIs, and cannot be forged.
import { describe, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { client, graphql, type Person, signUp, tokenFor, useApi } from './support.ts';

const api = await useApi();
const ann = await signUp(api, 'ann');
const bob = await signUp(api, 'bob');

const asOwner = (sql: string, values: unknown[] = []) =>
  withClient(api.urls.DATABASE_URL, (db) => db.query(sql, values));

await asOwner(
  `update public.tenants set plan_id = (select id from public.plans where slug = 'pro') where id = any ($1)`,
  [[ann.tenant, bob.tenant]],
);

/** The websites a request sees through each API, or how it was refused. */
async function seen(person: Person, headers: Record<string, string> = {}) {
  const rest = await fetch(`${api.url}/rest/v1/websites?select=id`, { headers: { ...person.headers, ...headers } });
  const rows = (await rest.json()) as { id: string }[] & { details?: string };
  const gql = await person.ask('{ websites { nodes { id } } }', {}, headers);
  const error = gql.errors?.[0];
  return {
    rest: rest.ok ? rows.map(({ id }) => id) : `${rest.status} ${rows.details}`,
    gql: error
      ? `${error.extensions.code?.slice(2)} ${error.extensions.reason}`
      : gql.data.websites.nodes.map(({ id }: { id: string }) => id),
  };
}
const both = <T>(answer: T) => ({ rest: answer, gql: answer });

test('everybody sees their own and nothing else', async () => {
  expect(await seen(ann)).toEqual(both([ann.website]));
  expect(await seen(bob)).toEqual(both([bob.website]));
});

describe('a member of two tenants', async () => {
  const carol = await signUp(api, 'carol');
  await asOwner(`insert into public.tenant_members (tenant_id, user_id, role) values ($1, $2, 'viewer')`, [
    ann.tenant,
    carol.id,
  ]);

  test('acts for the active one, or the one a request names', async () => {
    expect(await seen(carol)).toEqual(both([carol.website]));
    expect(await seen(carol, { 'x-tenant-id': ann.tenant })).toEqual(both([ann.website]));
    const { myTenants } = await carol.get('{ myTenants { nodes { id role isActive } } }');
    expect(new Set(myTenants.nodes.map(({ id, role }: { id: string; role: string }) => `${id} ${role}`))).toEqual(
      new Set([`${ann.tenant} viewer`, `${carol.tenant} owner`]),
    );
  });

  test('with what each of them allows', async () => {
    const update =
      'mutation ($id: UUID!) { updateWebsite(input: { id: $id, patch: { name: "Mine" } }) { clientMutationId } }';
    const { errors } = await carol.ask(update, { id: ann.website }, { 'x-tenant-id': ann.tenant });
    expect(errors![0]!.extensions.code).toBe('PT404');
    expect((await carol.ask(update, { id: carol.website })).errors).toBeUndefined();
  });

  test('switches for good with set_active_tenant', async () => {
    await carol.get('mutation ($tenant: UUID!) { setActiveTenant(input: { tenant: $tenant }) { clientMutationId } }', {
      tenant: ann.tenant,
    });
    expect(await seen(carol)).toEqual(both([ann.website]));
    const { error } = await carol.db.rpc('set_active_tenant', { tenant: carol.tenant });
    expect(error).toBeNull();
    expect(await seen(carol)).toEqual(both([carol.website]));
  });

  test('loses it with the next request when removed', async () => {
    await asOwner('update public.tenant_members set is_active = false where tenant_id = $1 and user_id = $2', [
      ann.tenant,
      carol.id,
    ]);
    expect(await seen(carol, { 'x-tenant-id': ann.tenant })).toEqual(both('403 tenant_not_allowed'));
    expect(await seen(carol)).toEqual(both([carol.website]));
  });
});

describe('what cannot be forged', () => {
  test('a tenant one is no member of', async () => {
    expect(await seen(ann, { 'x-tenant-id': bob.tenant })).toEqual(both('403 tenant_not_allowed'));
  });

  test('a tenant that is no id is refused, not replaced', async () => {
    for (const value of ['', 'seven', `${ann.tenant}'; select 1`, `${ann.tenant},${bob.tenant}`]) {
      expect(await seen(ann, { 'x-tenant-id': value })).toEqual(both('400 invalid_tenant_id'));
    }
  });

  test("the token's word for a tenant", async () => {
    const token = await tokenFor({ sub: ann.id, role: 'authenticated', aud: 'authenticated', tenant_id: bob.tenant });
    expect(await seen(ann, { authorization: `Bearer ${token}` })).toEqual(both([ann.website]));
  });

  test("the token's word for a platform admin", async () => {
    const token = await tokenFor({ sub: ann.id, role: 'platform_admin', aud: 'authenticated' });
    expect(await seen(ann, { authorization: `Bearer ${token}` })).toEqual(both([ann.website]));
  });

  test('headers that look like the stored context', async () => {
    const headers = {
      'tenantry.tenant': bob.tenant,
      'tenantry-tenant': bob.tenant,
      'app.current_tenant_id': bob.tenant,
      role: 'service_role',
      'request.jwt.claims': JSON.stringify({ sub: bob.id, role: 'authenticated' }),
      'x-edge-key': '',
    };
    expect(await seen(ann, headers)).toEqual(both([ann.website]));
  });

  test('settings through functions and arguments', async () => {
    for (const call of ['set_config', 'begin_request', 'pg_catalog.set_config']) {
      const { error } = await ann.db.rpc(call, {
        setting_name: 'tenantry.tenant',
        new_value: bob.tenant,
        is_local: false,
      });
      expect(error, call).not.toBeNull();
    }
    const { error } = await ann.db.from('websites').select('id, set_config');
    expect(error).not.toBeNull();
    // a filter value is a value and never SQL
    const { data } = await ann.db
      .from('pages')
      .select('id')
      .eq('slug', `/' or set_config('tenantry.tenant', '${bob.tenant}', false) is null --`);
    expect(data).toEqual([]);
    const { data: found } = await ann.ask(
      'query ($slug: String!) { pages(filter: { slug: { equalTo: $slug } }) { nodes { id } } }',
      {
        slug: `'; select set_config('tenantry.tenant', '${bob.tenant}', false); --`,
      },
    );
    expect(found.pages.nodes).toEqual([]);
    expect(await seen(ann)).toEqual(both([ann.website]));
  });

  test('one request after the other on the same connections', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => seen(i % 2 ? ann : bob)));
    answers.forEach((answer, i) => expect(answer).toEqual(both([(i % 2 ? ann : bob).website])));
  });

  test('where a request comes from', async () => {
    const dora = await signUp(api, 'dora', { 'x-forwarded-for': '203.0.113.7', 'user-agent': 'forger/1' });
    await dora.db.rpc('publish_website', { website: dora.website });
    await dora.get('mutation ($id: UUID!) { publishWebsite(input: { website: $id }) { clientMutationId } }', {
      id: dora.website,
    });
    const { rows } = await asOwner(
      `select ip_address, user_agent from public.audit_logs where tenant_id = $1 and action = 'website.published'`,
      [dora.tenant],
    );
    expect(rows).toHaveLength(2);
    for (const row of rows)
      expect(row).toEqual({
        ip_address: expect.stringMatching(/^(127\.0\.0\.1|::1)(\/\d+)?$/),
        user_agent: 'forger/1',
      });
  });
});

describe('states of a tenant', () => {
  test('suspended: refused by name, switching still works', async () => {
    const eve = await signUp(api, 'eve');
    await asOwner(`insert into public.tenant_members (tenant_id, user_id, role) values ($1, $2, 'editor')`, [
      bob.tenant,
      eve.id,
    ]);
    await asOwner(`update public.tenants set status = 'suspended', suspended_for = 'admin' where id = $1`, [
      bob.tenant,
    ]);
    expect(await seen(eve, { 'x-tenant-id': bob.tenant })).toEqual(both('403 tenant_suspended'));
    const { data, errors } = await eve.ask('{ myTenants { nodes { status } } }', {}, { 'x-tenant-id': bob.tenant });
    expect(errors).toBeUndefined();
    expect(data.myTenants.nodes).toHaveLength(2);
    await asOwner(`update public.tenants set status = 'active', suspended_for = null where id = $1`, [bob.tenant]);
    expect(await seen(eve, { 'x-tenant-id': bob.tenant })).toEqual(both([bob.website]));
  });
});

describe('nobody in particular', () => {
  test('reads the plans and published pages', async () => {
    expect((await client(api).from('plans').select('slug')).data!.length).toBeGreaterThan(0);
    expect((await graphql(api, '{ plans { nodes { slug } } }')).data.plans.nodes.length).toBeGreaterThan(0);
    expect(
      (await graphql(api, '{ livePage(host: "nowhere.localhost", path: "/") { status } }')).data.livePage.status,
    ).toBe(404);
  });

  test('and nothing else', async () => {
    for (const table of [
      'users',
      'tenants',
      'tenant_members',
      'websites',
      'pages',
      'components',
      'deployments',
      'deployment_pages',
      'audit_logs',
    ]) {
      const { data, error } = await client(api).from(table).select().limit(1);
      expect(data, table).toBeNull();
      expect(error, table).toMatchObject({ code: '42501' });
    }
    const { data, errors } = await graphql(api, '{ websites { nodes { id } } tenants { nodes { id } } }');
    expect(data).toEqual({ websites: null, tenants: null });
    expect(errors!.map(({ extensions }) => extensions.code)).toEqual(['42501', '42501']);
  });
});

describe('a platform admin', async () => {
  const root = await signUp(api, 'root');
  await asOwner(`update public.user_roles set role = 'admin' where user_id = $1`, [root.id]);
  const { data } = await root.db.auth.signInWithPassword({ email: root.email, password: 'correct horse' });
  const headers = { authorization: `Bearer ${data.session!.access_token}` };

  test('reads every tenant, writes only its own', async () => {
    for (const websites of Object.values(await seen(root, headers)))
      expect(websites).toEqual(expect.arrayContaining([ann.website, bob.website, root.website]));
    const update = await root.ask(
      'mutation ($id: UUID!) { updateWebsite(input: { id: $id, patch: { name: "Mine" } }) { clientMutationId } }',
      { id: ann.website },
      headers,
    );
    expect(update.errors![0]!.extensions.code).toBe('PT404');
    const { data: tenant } = await root.ask(
      'query ($id: UUID!) { tenant(id: $id) { websites { nodes { id } } } }',
      { id: ann.tenant },
      headers,
    );
    expect(tenant.tenant.websites.nodes).toEqual([{ id: ann.website }]);
  });

  test('no longer once the role is taken away, whatever the token says', async () => {
    await asOwner(`update public.user_roles set role = 'member' where user_id = $1`, [root.id]);
    expect(await seen(root, headers)).toEqual(both([root.website]));
  });
});
