// T5, T6, T11, A3: what each state of a tenant lets through, in both APIs and on its public site, on the way through all of
// them; done by the people who may.
import { afterAll, describe, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { client, graphql, PASSWORD, signUp, useApi, visit as visitHost } from './support.ts';

const api = await useApi();
const ann = await signUp(api, 'ann');
const bob = await signUp(api, 'bob');
const eve = await signUp(api, 'eve');
const asOwner = (sql: string, values: unknown[] = []) => withClient(api.urls.DATABASE_URL, (db) => db.query(sql, values));
await asOwner(`update tenants set plan_id = (select id from plans where slug = 'pro') where id = $1`, [ann.tenant]);
await asOwner(`insert into tenant_members (tenant_id, user_id, role) values ($1, $2, 'admin')`, [ann.tenant, bob.id]);
await asOwner(`update user_roles set role = 'admin' where user_id = $1`, [eve.id]);
const { data: { session } } = await client(api).auth.signInWithPassword({ email: eve.email, password: PASSWORD });
const admin = { authorization: `Bearer ${session!.access_token}` };
afterAll(() => asOwner(`update user_roles set role = 'member' where user_id = $1`, [eve.id]));

const here = { 'x-tenant-id': ann.tenant };

type Call = { rest: [path: string, body?: object]; gql: string; count: (data: any) => unknown };
const calls = {
  websites: { rest: ['/websites?select=id'], gql: '{ websites { nodes { id } } }', count: (data) => data.websites.nodes.length },
  tenant: { rest: ['/tenants?select=id'], gql: '{ tenants { nodes { id } } }', count: (data) => data.tenants.nodes.length },
  billing: { rest: ['/subscriptions?select=id'], gql: '{ tenantSubscriptions { nodes { id } } }', count: (data) => data.tenantSubscriptions.nodes.length },
  mine: { rest: ['/rpc/my_tenants'], gql: '{ myTenants { nodes { id } } }', count: (data) => data.myTenants.nodes.length },
  publish: {
    rest: ['/rpc/publish_website', { website: ann.website }],
    gql: `mutation { publishWebsite(input: { website: "${ann.website}" }) { deployment { id } } }`,
    count: () => 1,
  },
  export: {
    rest: ['/rpc/export_tenant', { tenant: ann.tenant, page_size: 3 }],
    gql: `{ exportTenant(tenant: "${ann.tenant}", pageSize: 3) { nodes { table row position } } }`,
    count: (data) => data.exportTenant.nodes.length,
  },
} satisfies Record<string, Call>;

/** What a call gives through each API: how many rows, or why not. */
async function through(headers: Record<string, string>, { rest: [path, body], gql, count }: Call) {
  const response = await fetch(`${api.url}/rest/v1${path}`, {
    method: body ? 'POST' : 'GET', headers: { ...headers, 'content-type': 'application/json' }, body: body && JSON.stringify(body),
  });
  const rows = (await response.json()) as any;
  const answer = await graphql(api, gql, {}, headers);
  const error = answer.errors?.[0];
  return {
    rest: response.ok ? (Array.isArray(rows) ? rows.length : 1) : `${response.status} ${rows.details}`,
    gql: error ? `${error.extensions.code?.slice(2)} ${error.extensions.reason}` : count(answer.data),
  };
}

const visit = async () => (await visitHost(api, `${ann.subdomain}.localhost`)).status;

async function seenBy(headers: Record<string, string>) {
  const seen: Record<string, unknown> = {};
  for (const [name, call] of Object.entries(calls)) {
    const { rest, gql } = await through({ ...headers, ...here }, call);
    expect(gql, `${name}: the APIs agree`).toEqual(rest);
    seen[name] = rest;
  }
  return seen;
}

async function change(name: string, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${api.url}/rest/v1/rpc/${name}`, {
    method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ tenant: ann.tenant }),
  });
  const row = (await response.json()) as { status?: string; details?: string };
  return response.ok ? row.status : `${response.status} ${row.details}`;
}

const everything = { websites: 1, tenant: 1, billing: 1, mine: 1, publish: 1, export: 3 };

describe('a tenant on its way', () => {
  test('active: its people work, its site is there', async () => {
    expect(await seenBy(ann.headers)).toEqual(everything);
    expect(await seenBy(bob.headers)).toEqual({ ...everything, mine: 2, export: '404 not_found' });
    expect(await visit()).toBe(200);
  });

  test('suspended: its owner has billing and the export, its team nothing, visitors 403', async () => {
    expect(await change('suspend_tenant', ann.headers)).toMatch(/^403/);
    expect(await change('suspend_tenant', admin)).toBe('suspended');
    expect(await seenBy(ann.headers)).toEqual({ ...everything, websites: 0, publish: '403 forbidden' });
    const refused = '403 tenant_suspended';
    expect(await seenBy(bob.headers)).toEqual({ websites: refused, tenant: refused, billing: refused, publish: refused, mine: 2, export: '404 not_found' });
    expect(await visit()).toBe(403);
    expect(await change('offboard_tenant', ann.headers)).toBe('403 forbidden');
    expect(await change('restore_tenant', admin)).toBe('active');
    expect(await visit()).toBe(200);
  });

  test('offboarded: likewise, and to visitors it is not there', async () => {
    expect(await change('offboard_tenant', { ...bob.headers, ...here })).toBe('403 forbidden');
    expect(await change('offboard_tenant', ann.headers)).toBe('offboarded');
    expect(await seenBy(ann.headers)).toEqual({ ...everything, websites: 0, publish: '403 forbidden' });
    const refused = '403 tenant_offboarded';
    expect(await seenBy(bob.headers)).toEqual({ websites: refused, tenant: refused, billing: refused, publish: refused, mine: 2, export: '404 not_found' });
    expect(await visit()).toBe(404);
    expect(await change('restore_tenant', admin)).toBe('409 status_transition');
    expect(await change('cancel_offboarding', { ...bob.headers, ...here })).toBe('404 not_found');
  });

  test('brought back: as before', async () => {
    expect(await change('cancel_offboarding', ann.headers)).toBe('active');
    expect(await seenBy(ann.headers)).toEqual(everything);
    expect(await visit()).toBe(200);
  });

  test('purged: gone, and its people are refused nothing else', async () => {
    expect(await change('offboard_tenant', ann.headers)).toBe('offboarded');
    await asOwner(`update tenants set offboard_scheduled_at = now() - interval '90 days' where id = $1`, [ann.tenant]);
    const { data } = await client(api, { authorization: `Bearer ${api.serviceRoleKey}` }).rpc('run_maintenance');
    expect(data).toContainEqual({ task: 'purges', done: 1, problem: null });
    expect(await visit()).toBe(404);
    expect(await through({ ...bob.headers, ...here }, calls.websites)).toEqual({ rest: '403 tenant_not_allowed', gql: '403 tenant_not_allowed' });
    expect(await through(bob.headers, calls.websites)).toEqual({ rest: 1, gql: 1 });
    expect(await through(ann.headers, calls.mine)).toEqual({ rest: 0, gql: 0 });
  });
});

test('T6: an export page by page through supabase-js is whole', async () => {
  const cid = await signUp(api, 'cid');
  const rows: { position: string; table: string; row: { id?: string } }[] = [];
  for (;;) {
    const { data, error } = await cid.db.rpc('export_tenant', { tenant: cid.tenant, after_position: rows.at(-1)?.position ?? null, page_size: 4 });
    expect(error).toBeNull();
    if (data.length === 0) break;
    rows.push(...data);
  }
  expect(new Set(rows.map(({ position }) => position)).size).toBe(rows.length);
  const { data: components } = await cid.db.from('components').select('id');
  expect(rows.filter(({ table }) => table === 'public.components').map(({ row }) => row.id).sort()).toEqual(components!.map(({ id }) => id).sort());
  expect(rows.some(({ table }) => table.startsWith('private'))).toBe(false);
});

test('T11: the dashboard is for platform admins, in both APIs', async () => {
  const dashboard = '{ adminOverview { people tenants } tenantsByStatus { nodes { status tenants } } growthPerDay(days: 2) { nodes { day signUps } } }';
  const { data, errors } = await graphql(api, dashboard, {}, admin);
  expect(errors).toBeUndefined();
  expect(data.tenantsByStatus.nodes).toHaveLength(4);
  expect(data.growthPerDay.nodes).toHaveLength(2);
  expect((await graphql(api, '{ adminOverview { people } }', {}, bob.headers)).errors).toHaveLength(1);
  const answer = await fetch(`${api.url}/rest/v1/rpc/admin_overview`, { headers: bob.headers });
  expect(answer.status).toBe(403);
});

test('O3: the waitlist is open to anybody, in both APIs', async () => {
  const join = () => fetch(`${api.url}/rest/v1/rpc/join_waitlist`, { method: 'POST', headers: { apikey: api.anonKey, 'content-type': 'application/json' }, body: '{"email": "w@w.test"}' });
  const [first, second] = [await join(), await join()];
  expect([first.status, await first.json()]).toEqual([second.status, await second.json()]);
  expect(first.status).toBe(202);
  const { data, errors } = await graphql(api, 'mutation { joinWaitlist(input: { email: "x@x.test" }) { waitlistAnswer { status } } }');
  expect(errors).toBeUndefined();
  expect(data.joinWaitlist.waitlistAnswer).toEqual({ status: 202 });
});
