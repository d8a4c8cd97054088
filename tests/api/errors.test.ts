// A9: a refusal is the same through both APIs: code, reason, message and hint. PostgREST has the reason in `details`, GraphQL in
// `extensions`.
import { describe, expect, test, vi } from 'vitest';
import { signToken } from '../../scripts/lib/jwt.ts';
import { type Person, signUp, tokenFor, useApi } from './support.ts';

const api = await useApi({
  sql: `
    create function public.break_down() returns integer language sql stable as 'select 1 / 0';
    grant execute on function public.break_down() to authenticated`,
});
const ann = await signUp(api, 'ann');
const bob = await signUp(api, 'bob');
const NOBODY = '00000000-0000-4000-8000-000000000000';

type Refusal = { status: number; code: string; reason?: string; message: string; hint?: string };

/** One request through REST; null where it is not refused. */
async function rest(
  person: Person,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Refusal | null> {
  const response = await fetch(`${api.url}/rest/v1/${path}`, {
    method,
    headers: { ...person.headers, 'content-type': 'application/json', prefer: 'return=representation', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  if (response.ok) return null;
  const { code, details, message, hint } = JSON.parse(answer);
  return { status: response.status, code, reason: details, message, hint };
}

async function gql(
  person: Person,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Refusal | null> {
  const { status, errors } = await person.ask(query, variables, headers);
  if (!errors) return null;
  const { message, extensions } = errors[0]!;
  return { status, code: extensions.code!, reason: extensions.reason, message, hint: extensions.hint };
}

const home = (await ann.db.from('pages').select('id').eq('slug', '/').single()).data!.id as string;
const bobsHome = (await bob.db.from('pages').select('id').eq('slug', '/').single()).data!.id as string;
const hero = (await ann.db.from('components').select('id').eq('type', 'hero').single()).data!.id as string;

describe('what the catalogue says is said the same way', () => {
  const cases: [
    name: string,
    status: number,
    reason: string,
    rest: () => Promise<Refusal | null>,
    gql: () => Promise<Refusal | null>,
  ][] = [
    [
      'a name that is empty',
      400,
      'invalid_input',
      () => rest(ann, 'POST', 'rpc/create_tenant', { name: ' ' }),
      () => gql(ann, 'mutation { createTenant(input: { name: " " }) { clientMutationId } }'),
    ],
    [
      'props of a wrong type',
      400,
      'invalid_input',
      () => rest(ann, 'PATCH', `components?id=eq.${hero}`, { props: { heading: 7 } }),
      () =>
        gql(
          ann,
          'mutation ($id: UUID!, $props: JSON!) { updateComponent(input: { id: $id, patch: { props: $props } }) { clientMutationId } }',
          {
            id: hero,
            props: { heading: 7 },
          },
        ),
    ],
    [
      'a component type there is not',
      400,
      'invalid_input',
      () => rest(ann, 'POST', 'components', { page_id: home, type: 'marquee' }),
      () =>
        gql(
          ann,
          'mutation ($page: UUID!) { createComponent(input: { component: { pageId: $page, type: "marquee" } }) { clientMutationId } }',
          {
            page: home,
          },
        ),
    ],
    [
      'a component type of a higher plan',
      402,
      'plan_required',
      () => rest(ann, 'POST', 'components', { page_id: home, type: 'custom_html' }),
      () =>
        gql(
          ann,
          'mutation ($page: UUID!) { createComponent(input: { component: { pageId: $page, type: "custom_html" } }) { clientMutationId } }',
          {
            page: home,
          },
        ),
    ],
    [
      'a second website on the free plan',
      402,
      'quota_exceeded',
      () => rest(ann, 'POST', 'rpc/create_website', { name: 'Second' }),
      () => gql(ann, 'mutation { createWebsite(input: { name: "Second" }) { clientMutationId } }'),
    ],
    [
      'a tenant one is no member of',
      403,
      'tenant_not_allowed',
      () => rest(ann, 'POST', 'rpc/set_active_tenant', { tenant: bob.tenant }),
      () =>
        gql(ann, 'mutation ($tenant: UUID!) { setActiveTenant(input: { tenant: $tenant }) { clientMutationId } }', {
          tenant: bob.tenant,
        }),
    ],
    [
      'publishing a website of somebody else',
      404,
      'not_found',
      () => rest(ann, 'POST', 'rpc/publish_website', { website: bob.website }),
      () =>
        gql(ann, 'mutation ($site: UUID!) { publishWebsite(input: { website: $site }) { clientMutationId } }', {
          site: bob.website,
        }),
    ],
    [
      'rolling back to a deployment there is not',
      404,
      'not_found',
      () => rest(ann, 'POST', 'rpc/rollback_website', { deployment: NOBODY }),
      () =>
        gql(ann, 'mutation ($id: UUID!) { rollbackWebsite(input: { deployment: $id }) { clientMutationId } }', {
          id: NOBODY,
        }),
    ],
    [
      'removing the home page',
      409,
      'home_page_required',
      () => rest(ann, 'DELETE', `pages?id=eq.${home}`),
      () => gql(ann, 'mutation ($id: UUID!) { deletePage(input: { id: $id }) { clientMutationId } }', { id: home }),
    ],
  ];

  test.each(cases)('%s: %i %s', async (_, status, reason, throughRest, throughGraphql) => {
    const [a, b] = [await throughRest(), await throughGraphql()];
    expect(a).toMatchObject({ status, code: `PT${status}`, reason });
    expect({ ...b, status }).toEqual(a);
    expect(a!.message).not.toMatch(/%s|violates|column|relation/);
    expect(a!.hint).toBeTruthy();
  });
});

describe('what constraints and types refuse has their SQLSTATE', () => {
  const createPage = (person: Person, page: object) =>
    gql(person, 'mutation ($page: PageInput!) { createPage(input: { page: $page }) { clientMutationId } }', { page });

  test.each([
    ['a parent there is not', '23503', 409, { website: NOBODY, title: 'x', slug: '/x' }],
    ["another tenant's parent", '23503', 409, { website: bob.website, title: 'x', slug: '/x' }],
    ['a slug that is taken', '23505', 409, { website: ann.website, title: 'x', slug: '/' }],
    ['a title that is too long', '23514', 400, { website: ann.website, title: 'x'.repeat(5000), slug: '/x' }],
    ['a slug of a wrong form', '23514', 400, { website: ann.website, title: 'x', slug: 'no slash' }],
  ])('%s: %s', async (_, code, status, { website, title, slug }) => {
    const a = await rest(ann, 'POST', 'pages', { website_id: website, title, slug });
    const b = await createPage(ann, { websiteId: website, title, slug });
    expect(a).toMatchObject({ status, code });
    expect(b).toMatchObject({ code, message: a!.message });
  });

  test('values that no database takes are no error of ours', async () => {
    expect(await createPage(ann, { websiteId: ann.website, title: 'a\u0000b', slug: '/x' })).toMatchObject({ code: '22021' });
    expect(await gql(ann, '{ pages(offset: -1) { nodes { id } } }')).toMatchObject({ code: '2201X' });
  });

  test("another tenant's page takes no component", async () => {
    const a = await rest(ann, 'POST', 'components', { page_id: bobsHome, type: 'cta' });
    const b = await gql(
      ann,
      'mutation ($page: UUID!) { createComponent(input: { component: { pageId: $page, type: "cta" } }) { clientMutationId } }',
      {
        page: bobsHome,
      },
    );
    expect(a).toMatchObject({ code: expect.stringMatching(/^(23503|42501)$/) });
    expect(b).toMatchObject({ code: a!.code, message: a!.message });
  });

  test('a status there is not', async () => {
    expect(await rest(ann, 'PATCH', `pages?id=eq.${home}`, { status: 'nearly' })).toMatchObject({
      status: 400,
      code: '22P02',
    });
    expect(
      await gql(
        ann,
        'mutation ($id: UUID!, $status: PageStatus!) { updatePage(input: { id: $id, patch: { status: $status } }) { clientMutationId } }',
        {
          id: home,
          status: 'nearly',
        },
      ),
    ).toMatchObject({ status: 400, code: 'PT400', reason: 'invalid_input' });
  });

  test('an id that is none', async () => {
    expect(await rest(ann, 'GET', 'pages?id=eq.seven')).toMatchObject({ status: 400, code: '22P02' });
    expect(await gql(ann, '{ page(id: "seven") { id } }')).toMatchObject({ status: 400, code: 'PT400' });
    expect(await gql(ann, 'query ($id: UUID!) { page(id: $id) { id } }', { id: 7 })).toMatchObject({
      status: 400,
      code: 'PT400',
    });
  });

  test('what one may not write at all', async () => {
    for (const body of [
      { id: NOBODY },
      { tenant_id: bob.tenant },
      { status: 'published' },
      { subdomain: 'mine' },
      { page_count: 0 },
    ]) {
      expect(await rest(ann, 'PATCH', `websites?id=eq.${ann.website}`, body), JSON.stringify(body)).toMatchObject({
        status: 403,
        code: '42501',
      });
    }
    for (const field of ['id: $id', 'tenantId: $id', 'status: published', 'subdomain: "mine"', 'pageCount: 0']) {
      const answer = await gql(
        ann,
        `mutation ($id: UUID!) { updateWebsite(input: { id: $id, patch: { ${field} } }) { clientMutationId } }`,
        {
          id: ann.website,
        },
      );
      expect(answer, field).toMatchObject({
        status: 400,
        code: 'PT400',
        message: expect.stringContaining('is not defined by type "WebsitePatch"'),
      });
    }
  });

  test('an upsert, which would need to choose the id', async () => {
    const { error } = await ann.db
      .from('pages')
      .upsert({ id: home, website_id: ann.website, title: 'Mine', slug: '/' });
    expect(error).toMatchObject({ code: '42501' });
  });

  test('a table and a function there are not', async () => {
    expect(await rest(ann, 'GET', 'settings')).toMatchObject({ status: 404 });
    expect(await rest(ann, 'POST', 'rpc/fail', { p_reason: 'not_found' })).toMatchObject({ status: 404 });
    expect(await gql(ann, '{ settings { nodes { key } } }')).toMatchObject({ status: 400, code: 'PT400' });
  });
});

describe('a change that RLS reduces to nothing', () => {
  test('is an error in GraphQL, even where nothing of the row is asked for', async () => {
    const missing = { code: 'PT404', reason: 'not_found', message: 'Not found: website', hint: expect.any(String) };
    const update =
      'mutation ($id: UUID!) { updateWebsite(input: { id: $id, patch: { name: "Mine" } }) { clientMutationId } }';
    expect(await gql(ann, update, { id: bob.website })).toMatchObject(missing);
    expect(await gql(ann, update, { id: NOBODY })).toMatchObject(missing);
    expect(
      await gql(ann, 'mutation ($id: UUID!) { deletePage(input: { id: $id }) { page { id } } }', { id: bobsHome }),
    ).toMatchObject({ ...missing, message: 'Not found: page' });
  });

  test('is an empty answer in REST, and an error where one row is asked for', async () => {
    expect((await ann.db.from('websites').update({ name: 'Mine' }).eq('id', bob.website).select()).data).toEqual([]);
    expect(
      (await ann.db.from('websites').update({ name: 'Mine' }).eq('id', bob.website).select().single()).error,
    ).toMatchObject({ code: 'PGRST116' });
  });
});

describe('tokens', async () => {
  const claims = { sub: ann.id, role: 'authenticated', aud: 'authenticated' };
  const now = Math.floor(Date.now() / 1000);
  const other = await signToken('another secret of at least thirty-two characters', claims, '1h');
  const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;

  test.each([
    ['expired', await tokenFor(claims, now - 60)],
    ['cut short', ann.token.slice(0, -3)],
    ['no token at all', 'seven'],
    ['signed with another key', other],
    ['not signed', unsigned],
  ])('%s: 401 through both', async (_, token) => {
    const headers = { authorization: `Bearer ${token}` };
    expect(await rest(ann, 'GET', 'websites', undefined, headers)).toMatchObject({ status: 401 });
    expect(await gql(ann, '{ websites { nodes { id } } }', {}, headers)).toMatchObject({
      status: 401,
      code: 'PT401',
      reason: 'unauthenticated',
    });
  });

  test.each(['postgres', 'authenticator', 'supabase_admin', 'tenantry_graphql', 'no_such_role'])(
    'for the role %s: refused through both',
    async (role) => {
      const headers = { authorization: `Bearer ${await tokenFor({ ...claims, role })}` };
      expect((await rest(ann, 'GET', 'websites', undefined, headers))!.status).toBeGreaterThanOrEqual(400);
      expect(await gql(ann, '{ websites { nodes { id } } }', {}, headers)).toMatchObject({
        status: 403,
        code: 'PT403',
      });
    },
  );

  test("the service's is for REST only", async () => {
    const headers = { authorization: `Bearer ${api.serviceRoleKey}` };
    expect(await rest(ann, 'GET', 'websites?limit=1', undefined, headers)).toBeNull();
    expect(await gql(ann, '{ websites { nodes { id } } }', {}, headers)).toMatchObject({ status: 403 });
  });

  test('of a person nobody knows: sees nothing', async () => {
    const headers = { authorization: `Bearer ${await tokenFor({ ...claims, sub: NOBODY })}` };
    expect((await (await fetch(`${api.url}/rest/v1/websites`, { headers })).json()) as unknown).toEqual([]);
    expect((await ann.ask('{ websites { nodes { id } } me { id } }', {}, headers)).data).toEqual({
      websites: { nodes: [] },
      me: null,
    });
  });
});

test('what is not documented is masked in GraphQL, and written to the log', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { errors } = await ann.ask('{ breakDown }');
  expect(errors![0]).toMatchObject({
    message: 'Something went wrong on our side',
    extensions: { code: 'PT500', errorId: expect.any(String) },
  });
  expect(JSON.stringify(errors)).not.toMatch(/division|22012/);
  expect(said).toHaveBeenCalledWith(
    expect.stringContaining((errors![0]!.extensions as { errorId: string }).errorId),
    expect.objectContaining({ code: '22012' }),
  );
  said.mockRestore();
});
