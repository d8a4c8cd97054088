// A2, A6, A9: ways around the rules that the matrix does not think of by itself are closed. Headers, tokens, and what each API offers beyond its
// tables and functions. The one who tries is an editor of Alpha; the aim is Bravo.
import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { signToken } from '../../scripts/lib/jwt.ts';
import { SECRET, useMatrix } from './client.ts';
import { readSchema, rootsOf, runGraphql } from './graphql.ts';
import { runRest } from './rest.ts';
import { rowsOf, type Row } from './world.ts';

const matrix = await useMatrix();
const { urls, db, world, api } = matrix;

const { alpha, bravo } = world.tenants as { alpha: string; bravo: string };
const editor = { sub: world.people.get('editor@alpha.test'), role: 'authenticated', aud: 'authenticated' };
const token = await signToken(SECRET, editor, '1h');
const theirs = (table: string): Row => rowsOf(world, table, { tenant: bravo })[0]!;
const mine = (table: string): Row => rowsOf(world, table, { tenant: alpha })[0]!;
const secret = /bravo-(secret|public)|bravo\.test/;
const theirIds = new Set(['websites', 'pages', 'components', 'deployments', 'page_versions', 'tenant_members'].flatMap((name) => rowsOf(world, name, { tenant: bravo }).map((row) => row.id as string)));
const leaks = (text: string) => [...(text.match(secret) ?? []), ...[...theirIds].filter((id) => text.includes(id))];

type Answer = { status: number; headers: Headers; text: string };
async function rest(path: string, { method = 'GET', body, headers = {}, bearer = token as string | null }: { method?: string; body?: unknown; headers?: Record<string, string>; bearer?: string | null } = {}): Promise<Answer> {
  const response = await fetch(`${api.url}/rest/v1${path}`, {
    method,
    headers: { ...(bearer !== null && { authorization: `Bearer ${bearer}` }), 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
async function graphql(query: string, variables: Row = {}, headers: Record<string, string> = {}, bearer: string | null = token): Promise<Answer & { data?: any; errors?: any[] }> {
  const response = await fetch(`${api.url}/graphql/v1`, {
    method: 'POST',
    headers: { ...(bearer !== null && { authorization: `Bearer ${bearer}` }), 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, ...(JSON.parse(text) as object) };
}

let before: string;
const fingerprint = async () => {
  const { rows } = await db.query<{ print: string }>(`select md5(string_agg(row_data::text, '' order by name, row_data::text)) as print from isolation.everything('{public}') where name <> 'audit_logs'`);
  return rows[0]!.print;
};
beforeAll(async () => {
  before = await fingerprint();
});

describe('tokens', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const sign = (header: object, claims: object, key: string, hash = 'sha256') => {
    const text = `${part(header)}.${part(claims)}`;
    return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`;
  };
  const hs256 = { alg: 'HS256', typ: 'JWT' };
  const lasting = { ...editor, exp: now + 3600 };
  const bad: Record<string, string> = {
    expired: sign(hs256, { ...editor, exp: now - 3600 }, SECRET),
    'signed with another secret': sign(hs256, lasting, `${SECRET}!`),
    'signed with an empty secret': sign(hs256, lasting, ''),
    'of no algorithm': `${part({ alg: 'none', typ: 'JWT' })}.${part(lasting)}.`,
    'of no algorithm, signature kept': `${part({ alg: 'none' })}.${part(lasting)}.${token.split('.')[2]}`,
    'with another body under a good signature': `${token.split('.')[0]}.${part({ ...lasting, sub: world.people.get('owner@bravo.test') })}.${token.split('.')[2]}`,
    'without a signature': `${part(hs256)}.${part(lasting)}`,
    'not yet valid': sign(hs256, { ...lasting, nbf: now + 3600 }, SECRET),
    garbage: 'garbage',
  };
  test.for(Object.entries(bad))('%s: 401 through both APIs', async ([, bearer]) => {
    const [one, two] = [await rest('/pages', { bearer }), await graphql('{ pages { totalCount } }', {}, {}, bearer)];
    expect([one.status, two.status, leaks(one.text + two.text)]).toEqual([401, 401, []]);
  });

  test.for(['postgres', 'supabase_admin', 'authenticator', 'tenantry_graphql', 'pg_read_all_data', 'nobody_at_all', ''])('of our own making for the role "%s": refused', async (role) => {
    const bearer = sign(hs256, { ...lasting, role }, SECRET);
    const [one, two] = [await rest('/pages', { bearer }), await graphql('{ pages { totalCount } }', {}, {}, bearer)];
    expect(one.status, one.text).toBeGreaterThanOrEqual(400);
    expect(two.data?.pages ?? null, two.text).toBeNull();
  });

  test('the service key opens no GraphQL', async () => {
    expect((await graphql('{ pages { totalCount } }', {}, {}, api.serviceRoleKey)).status).toBe(403);
  });

  test('no page, no answer and no header shows the service key or the secret', async () => {
    const paths = ['/', '/graphql/v1', '/rest/v1/', '/auth/v1/settings', '/auth/v1/health', '/functions/v1/site', '/functions/v1/', '/.env', '/package.json'];
    for (const path of paths) {
      const response = await fetch(`${api.url}${path}`, { headers: { accept: 'text/html, */*' } });
      const text = (await response.text()) + JSON.stringify([...response.headers]);
      expect([api.serviceRoleKey, SECRET, urls.DATABASE_URL].filter((each) => text.includes(each)), path).toEqual([]);
    }
  });
});

describe('the tenant asked for', () => {
  const asked: [string, string, number][] = [
    ['another tenant', bravo, 403],
    ['one that does not exist', crypto.randomUUID(), 403],
    ['malformed', 'bravo', 400],
    ['two at once', `${alpha},${bravo}`, 400],
    ['with a quote', `${alpha}'--`, 400],
    ['with a newline escape', `${alpha}%0a${bravo}`, 400],
    ['in braces', `{${bravo}}`, 400],
  ];
  test.for(asked)('%s: refused through both APIs', async ([, id, status]) => {
    const headers = { 'x-tenant-id': id };
    const [one, two] = [await rest('/pages', { headers }), await graphql('{ pages { totalCount } }', {}, headers)];
    expect([one.status, two.status]).toEqual([status, status]);
  });

  test('the answer is the same whether the tenant exists', async () => {
    const answers = await Promise.all([bravo, crypto.randomUUID()].flatMap((id) => {
      const headers = { 'x-tenant-id': id };
      return [rest('/pages', { headers }), rest('/pages', { headers, bearer: null }), graphql('{ pages { totalCount } }', {}, headers), graphql('{ pages { totalCount } }', {}, headers, null)];
    }));
    const [there, notThere] = [answers.slice(0, 4), answers.slice(4)].map((some) => some.map(({ status, text }) => [status, text]));
    expect(there).toEqual(notThere);
  });

  const forged: [string, Record<string, string>][] = [
    ['settings as headers', { 'tenantry.tenant': bravo, 'tenantry-tenant': bravo, 'app.current_tenant_id': bravo }],
    ['claims as a header', { 'request.jwt.claims': JSON.stringify({ sub: world.people.get('owner@bravo.test'), role: 'service_role' }) }],
    ['a role as a header', { role: 'service_role', 'x-role': 'service_role', 'x-hasura-role': 'admin' }],
    ['the service key as apikey', { apikey: 'service_role' }],
    ['a preference', { prefer: `params=single-object, timezone=UTC, tx=commit, role=service_role` }],
  ];
  test.for(forged)('forged %s: own rows only', async ([, headers]) => {
    const [one, two] = [await rest('/websites?select=tenant_id', { headers }), await graphql('{ websites { nodes { tenantId } } }', {}, headers)];
    expect(new Set((JSON.parse(one.text) as Row[]).map((row) => row.tenant_id))).toEqual(new Set([alpha]));
    expect(new Set(two.data.websites.nodes.map((row: Row) => row.tenantId))).toEqual(new Set([alpha]));
  });
});

describe('REST', () => {
  test.for(['private', 'auth', 'storage', 'extensions', 'pg_catalog', 'information_schema', 'tests', 'isolation'])('the schema %s is not there', async (schema) => {
    const [one, two, three] = [
      await rest('/settings', { headers: { 'accept-profile': schema } }),
      await rest('/rpc/begin_request', { method: 'POST', body: {}, headers: { 'content-profile': schema } }),
      await rest(`/${schema}.settings`),
    ];
    expect([one.status, two.status, three.status]).toEqual([406, 406, 404]);
  });

  test.for(['begin_request', 'request_settings', 'tenant_id', 'can', 'fail', 'context', 'resolve_context', 'record_audit', 'create_tenant_for', 'set_config', 'pg_read_file', 'pg_sleep', 'version', 'crypt'])('rpc/%s is not there', async (name) => {
    expect((await rest(`/rpc/${name}`, { method: 'POST', body: {} })).status).toBe(404);
  });

  test('the list of what there is names nothing that is not exposed', async () => {
    for (const bearer of [null, token, api.serviceRoleKey]) {
      const { text } = await rest('/', { bearer });
      const { paths } = JSON.parse(text) as { paths: Record<string, unknown> };
      const known = new Set(['/', ...[...world.shapes.keys()].map((name) => `/${name}`), ...[...world.functions.keys()].map((name) => `/rpc/${name}`)]);
      expect(Object.keys(paths).filter((path) => !known.has(path))).toEqual([]);
    }
  });

  const reads: (() => string)[] = [
    () => `/pages?website_id=eq.${theirs('websites').id}`,
    () => `/pages?or=(tenant_id.eq.${bravo},tenant_id.eq.${alpha})&tenant_id=eq.${bravo}`,
    () => `/pages?not.and=(tenant_id.eq.${alpha})`,
    () => `/pages?tenant_id=neq.${alpha}`,
    () => '/pages?title=like.*bravo*',
    () => '/pages?title=match.bravo',
    () => `/components?props->>heading=eq.bravo-public`,
    () => '/audit_logs?tenant_id=is.null',
    () => `/tenants?select=id,name,websites(id,pages(id,components(id))),tenant_members(id,email)&id=eq.${bravo}`,
    () => '/plans?select=slug,tenants(id,name,tenant_members(email))&tenants.slug=like.bravo*',
    () => '/component_types?select=type,components(id,props,tenant_id)&type=eq.contact_form',
    () => '/websites?select=id,tenants(id,name,subscriptions(id,plans(slug)))',
    () => '/tenants?select=id,subscriptions(id,plans(slug,tenants(id,name)))',
    () => '/tenant_members?select=id,users!tenant_members_user_id_fkey(id,email,user_emails(email),tenant_members!tenant_members_user_id_fkey(tenant_id))',
    () => '/users?select=id,tenant_members!tenant_members_user_id_fkey(tenant_id,tenants(name))',
    () => '/plans?select=*,tenants!inner(name)&tenants.name=eq.bravo-secret',
    () => '/pages?select=id,websites!inner(name)&websites.name=eq.bravo-secret',
    () => '/pages?select=id,...websites(name)&order=websites(name).desc',
    () => '/pages?order=tenant_id.desc,seo_meta->>x&limit=1000&offset=0',
    () => '/pages?select=tenant_id,title::text,row:page_config->0',
    () => '/deployments?select=id,snapshot_json',
    () => `/deployments?select=snapshot_json&id=eq.${theirs('deployments').id}`,
    () => '/rpc/tenant_usage?tenant=eq.x',
    () => `/rpc/tenant_usage?tenant=${bravo}`,
    () => `/rpc/diff_deployments?a=${theirs('deployments').id}&b=${theirs('deployments').id}`,
    () => '/rpc/my_tenants?select=*&slug=like.bravo*',
    () => '/rpc/me?select=*,tenant_members!tenant_members_user_id_fkey(*)',
  ];
  test.for(reads.map((path) => path()))('GET %s shows nothing of Bravo', async (path) => {
    const { text } = await rest(path, { headers: { prefer: 'count=exact' } });
    expect(leaks(text)).toEqual([]);
  });

  test('a computed field of a row that one makes up shows no page', async () => {
    const { id, tenant_id, website_id } = theirs('deployments');
    const { text } = await rest('/rpc/snapshot_json', { method: 'POST', body: { deployment: { id, tenant_id, website_id, site: {}, is_live: true } } });
    expect(leaks(text.replaceAll(String(website_id), ''))).toEqual([]);
  });

  test('an embedded list that is filtered by what one may not see counts nothing', async () => {
    const { text } = await rest('/plans?select=slug,tenants(id)&slug=eq.pro');
    expect(JSON.parse(text)).toEqual([{ slug: 'pro', tenants: [{ id: alpha }] }]);
  });

  test.for(['/pages?select=count()', '/pages?select=tenant_id.count()', '/websites?select=page_count.sum()', '/tenants?select=id.max()'])('aggregates count own rows only, or are off: %s', async (path) => {
    const { status, text } = await rest(path);
    if (status < 300) expect(leaks(text)).toEqual([]);
    else expect(status).toBe(400);
  });

  test('counts are of own rows', async () => {
    const { headers } = await rest('/pages?select=id', { headers: { prefer: 'count=exact' } });
    expect(headers.get('content-range')!.split('/')[1]).toBe(String(rowsOf(world, 'pages', { tenant: alpha }).length));
  });

  // they come from statistics about everybody's rows: a title that is frequent elsewhere would be told from one that is not
  test.for(['planned', 'estimated'])('count=%s is refused', async (count) => {
    const { status, text } = await rest('/pages?title=eq.bravo-secret', { headers: { prefer: `return=minimal, count=${count}` } });
    expect([status, leaks(text)]).toEqual([400, []]);
  });

  test('query plans are not shown', async () => {
    const { status, text } = await rest('/pages', { headers: { accept: 'application/vnd.pgrst.plan+json; options=analyze|verbose|buffers' } });
    expect([status >= 400, leaks(text)]).toEqual([true, []]);
  });

  const writes: [string, () => Parameters<typeof rest>][] = [
    ['a row with an id', () => ['/pages', { method: 'POST', body: { id: theirs('pages').id, website_id: mine('websites').id, title: 'x', slug: '/x' } }]],
    ['a row with a tenant', () => ['/pages', { method: 'POST', body: { tenant_id: bravo, website_id: theirs('websites').id, title: 'x', slug: '/x' } }]],
    ['a row with the own tenant', () => ['/pages', { method: 'POST', body: { tenant_id: alpha, website_id: mine('websites').id, title: 'x', slug: '/x' } }]],
    ['an upsert by id', () => ['/pages', { method: 'POST', headers: { prefer: 'resolution=merge-duplicates' }, body: { tenant_id: bravo, id: theirs('pages').id, website_id: theirs('websites').id, title: 'x', slug: '/x' } }]],
    ['an upsert that ignores duplicates', () => ['/pages?on_conflict=tenant_id,id', { method: 'POST', headers: { prefer: 'resolution=ignore-duplicates' }, body: { tenant_id: bravo, id: theirs('pages').id, website_id: theirs('websites').id, title: 'x', slug: '/x' } }]],
    ['an upsert of a whole row', () => [`/pages?tenant_id=eq.${bravo}&id=eq.${theirs('pages').id}`, { method: 'PUT', body: theirs('pages') }]],
    ['missing columns as defaults', () => ['/pages?columns=tenant_id,id,title,slug,website_id', { method: 'POST', headers: { prefer: 'missing=default' }, body: [{ title: 'x', slug: '/x', website_id: mine('websites').id }] }]],
    ['a move to another tenant', () => [`/pages?id=eq.${mine('pages').id}`, { method: 'PATCH', body: { tenant_id: bravo } }]],
    ['a move to another website', () => [`/pages?id=eq.${mine('pages').id}`, { method: 'PATCH', body: { website_id: theirs('websites').id } }]],
    ['a live flag', () => [`/deployments?id=eq.${mine('deployments').id}`, { method: 'PATCH', body: { is_live: true } }]],
    ['a status', () => [`/websites?id=eq.${mine('websites').id}`, { method: 'PATCH', body: { status: 'published' } }]],
    ['a plan', () => [`/tenants?id=eq.${alpha}`, { method: 'PATCH', body: { plan_id: '00000000-0000-0000-0000-000000000001' } }]],
    ['a tenant status', () => [`/tenants?id=eq.${alpha}`, { method: 'PATCH', body: { status: 'active' } }]],
    ['the active tenant', () => [`/users?id=eq.${editor.sub}`, { method: 'PATCH', body: { active_tenant_id: bravo } }]],
    ['the platform role', () => [`/user_roles?user_id=eq.${editor.sub}`, { method: 'PATCH', body: { role: 'admin' } }]],
    ['a verified address', () => ['/user_emails', { method: 'POST', body: { user_id: editor.sub, email: 'owner@bravo.test', verified: true } }]],
    ['a membership', () => ['/tenant_members', { method: 'POST', body: { tenant_id: bravo, user_id: editor.sub, role: 'admin' } }]],
    ['a counter', () => [`/usage_counters?tenant_id=eq.${alpha}`, { method: 'PATCH', body: { website_count: 0 } }]],
    ['an audit row', () => ['/audit_logs', { method: 'POST', body: { tenant_id: alpha, action: 'a.b' } }]],
    ['a snapshot', () => ['/deployments', { method: 'POST', body: { website_id: mine('websites').id, site: {}, is_live: true } }]],
    ['the whole table', () => ['/audit_logs', { method: 'DELETE' }]],
  ];
  test.for(writes)('%s is refused', async ([, request]) => {
    const { status, text } = await rest(...request());
    expect([403, 404, 400], text).toContain(status);
    expect(leaks(text)).toEqual([]);
  });
});

describe('GraphQL', () => {
  test('there are no subscriptions and no other schemas', async () => {
    const { data } = await graphql('{ __schema { subscriptionType { name } types { name fields { name } } } }');
    expect(data.__schema.subscriptionType).toBeNull();
    // a token is told to whoever makes it
    const names = (data.__schema.types as { name: string; fields: { name: string }[] | null }[]).flatMap(({ name, fields }) => [name, ...(fields ?? []).map((field) => `${name}.${field.name}`)]);
    expect(names.filter((name) => !/^AiUsageLog\.\w+Tokens$/.test(name)).filter((name) => /hash|token|secret|bucket|outbox|failure/i.test(name))).toEqual(['IssuedPreviewLink.token', 'IssuedInvitation.token']);
  });

  test.for(['id', 'tenantId', 'isHome', 'websiteId', 'createdAt', 'passwordProtected'])('no patch of a page takes %s', async (field) => {
    const { errors } = await graphql(`mutation ($input: UpdatePageInput!) { updatePage(input: $input) { page { id } } }`, { input: { id: mine('pages').id, patch: { [field]: null } } });
    expect(errors?.[0].message).toMatch(new RegExp(`"${field}"`));
  });

  test.for([
    `fragment F on Page { id title website { id name tenant { id name websites { nodes { id } } } } } { pages(first: 50) { nodes { ...F } } }`,
    '{ users { nodes { id email tenantMembers { nodes { tenantId tenant { name } } } websiteMembers { nodes { websiteId } } } } }',
    '{ tenantMembers { nodes { email user { id email emails { nodes { email } } activeTenant { name } } invitedByUser { email } } } }',
    '{ plans { nodes { slug tenants { totalCount nodes { id name slug } } } } }',
    '{ componentTypes(first: 50) { nodes { type components { totalCount nodes { id props } } } } }',
    '{ deployments { nodes { id site snapshotJson website { name } pages { nodes { content } } } } }',
    '{ a: websites(first: 1) { nodes { id } } b: websites(offset: 1, first: 100) { nodes { id } } c: websites(last: 1) { nodes { id } } }',
    '{ pages(orderBy: [WEBSITE_ID_DESC, SLUG_ASC], first: 100) { totalCount nodes { id } } }',
  ])('%s leads to nothing of Bravo', async (query) => {
    const { text } = await graphql(query);
    expect(leaks(text)).toEqual([]);
  });

  // one request that keeps the server busy for a minute is everybody's trouble
  test.for([
    ['rows by global id', (i: number) => `node(nodeId: "${btoa(JSON.stringify(['Page', alpha, i]))}") { __typename }`],
    ['lists', (i: number) => `plans(first: 1, offset: ${i}) { nodes { id } }`],
    ['single values', (i: number) => `orderKeyBetween(a: "a${i}")`],
  ] as const)('a thousand %s in one request are refused at once', async ([, field]) => {
    const begin = performance.now();
    const { status } = await graphql(`{ ${Array.from({ length: 1000 }, (_, i) => `a${i}: ${field(i)}`).join(' ')} }`, {}, {}, null);
    expect(status).toBe(400);
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  test('a cursor of somebody else leads nowhere', async () => {
    const owner = await signToken(SECRET, { ...editor, sub: world.people.get('owner@bravo.test') }, '1h');
    const { data } = await graphql('{ pages(first: 1) { pageInfo { endCursor } } }', {}, {}, owner);
    const { text } = await graphql('query ($after: Cursor) { pages(after: $after) { totalCount nodes { id title } } }', { after: data.pages.pageInfo.endCursor });
    expect(leaks(text)).toEqual([]);
  });

  test('several operations, a batch and a GET run nothing more', async () => {
    const many = await graphql('query A { pages { totalCount } } query B { websites { totalCount } }');
    expect(many.data?.pages ?? null).toBeNull();
    const batch = await fetch(`${api.url}/graphql/v1`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify([{ query: '{ pages { totalCount } }' }]) });
    expect(batch.status).toBeGreaterThanOrEqual(400);
    const get = await fetch(`${api.url}/graphql/v1?query=${encodeURIComponent('mutation { createTenant(input: {name: "x"}) { tenant { id } } }')}`, { headers: { authorization: `Bearer ${token}` } });
    expect(await get.text()).not.toMatch(/"data":\{"createTenant":\{/);
  });
});

test('none of this has written anything', async () => expect(await fingerprint()).toBe(before));

// Would the matrix notice what one of the APIs lets through?
describe('a policy that is loosened is noticed through the APIs', () => {
  const only = { actors: ['viewer'], objects: ['pages'] };
  async function found() {
    const schema = await readSchema(matrix.as('viewer'), matrix.graphql);
    const { roots } = rootsOf(world, schema);
    const [one, two] = [await runRest(world, matrix.rest, only), await runGraphql(world, schema, roots, matrix.graphql, only)];
    return [one, two].map(({ findings }) => findings.map(({ text }) => text).join());
  }

  test.for([
    ['select_member', /returned \d+ rows/, /returned \d+ rows/],
    ['insert_member', /insert on own/, /insert on own/],
  ] as const)('%s', async ([name, throughRest, throughGraphql]) => {
    expect(await found()).toEqual(['', '']);
    const clause = name === 'insert_member' ? 'with check' : 'using';
    const { rows } = await db.query<{ is: string }>(`select coalesce(qual, with_check) as is from pg_policies where tablename = 'pages' and policyname = $1`, [name]);
    await db.query(`alter policy ${name} on public.pages ${clause} (true)`);
    try {
      const [one, two] = await found();
      expect(one).toMatch(throughRest);
      expect(two).toMatch(throughGraphql);
    } finally {
      await db.query(`alter policy ${name} on public.pages ${clause} (${rows[0]!.is})`);
    }
  });
});
