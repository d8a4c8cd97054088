// What one request may ask for.
import { setTimeout as sleep } from 'node:timers/promises';
import { getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { signUp, useApi } from './support.ts';

const api = await useApi({
  sql: `
    create function public.patience() returns text language sql stable as $$ select current_setting('statement_timeout') $$;
    grant execute on function public.patience() to authenticated;
    create function public.doze() returns text language sql stable as $$ select pg_sleep(10)::text $$;
    grant execute on function public.doze() to authenticated`,
});
const ann = await signUp(api, 'ann');
await withClient(api.urls.DATABASE_URL, async (db) => {
  await db.query(`update public.tenants set plan_id = (select id from public.plans where slug = 'pro') where id = $1`, [
    ann.tenant,
  ]);
  await db.query(
    `insert into public.pages (tenant_id, website_id, title, slug)
     select $1, $2, 'Page ' || n, '/page-' || n from generate_series(1, 30) n`,
    [ann.tenant, ann.website],
  );
});
const refusal = async (query: string, variables = {}) => (await ann.ask(query, variables)).errors?.[0];

describe('pages of a list', () => {
  test('hold 20 rows unless asked otherwise, and lead on', async () => {
    const { pages } = await ann.get('{ pages { nodes { id } totalCount pageInfo { hasNextPage endCursor } } }');
    expect(pages.nodes).toHaveLength(20);
    expect(pages).toMatchObject({ totalCount: 31, pageInfo: { hasNextPage: true } });
    const { pages: rest } = await ann.get(
      'query ($after: Cursor) { pages(after: $after) { nodes { id } pageInfo { hasNextPage } } }',
      {
        after: pages.pageInfo.endCursor,
      },
    );
    expect(rest.nodes).toHaveLength(11);
    expect(rest.pageInfo.hasNextPage).toBe(false);
    expect(new Set([...pages.nodes, ...rest.nodes].map(({ id }) => id)).size).toBe(31);
  });

  test('hold 100 at most, from either end', async () => {
    expect((await ann.get('{ pages(first: 100) { nodes { id } } }')).pages.nodes).toHaveLength(31);
    expect((await ann.get('{ pages(last: 25) { nodes { id } } }')).pages.nodes).toHaveLength(25);
    const tooMany = { extensions: { code: 'PT400', reason: 'invalid_input' } };
    expect(await refusal('{ pages(first: 101) { nodes { id } } }')).toMatchObject(tooMany);
    expect(await refusal('{ pages(last: 101) { nodes { id } } }')).toMatchObject(tooMany);
    expect(await refusal('{ pages(first: -1) { nodes { id } } }')).toMatchObject(tooMany);
    expect(await refusal('query ($n: Int) { pages(first: $n) { nodes { id } } }', { n: 1000 })).toMatchObject(tooMany);
    expect(await refusal('{ websites { nodes { pages(first: 500) { nodes { id } } } } }')).toMatchObject(tooMany);
    expect(await refusal('{ myTenants(first: 101) { nodes { id } } }')).toMatchObject(tooMany);
  });

  test('multiply when nested, within bounds', async () => {
    const query =
      'query ($n: Int!) { websites(first: $n) { nodes { pages(first: $n) { nodes { components(first: $n) { nodes { id } } } } } } }';
    expect(await refusal(query, { n: 28 })).toBeUndefined();
    expect(await refusal(query, { n: 50 })).toMatchObject({ extensions: { code: 'PT400' } });
    const inFragments = `
      query { websites(first: 50) { nodes { ...A } } }
      fragment A on Website { pages(first: 50) { nodes { ...B } } }
      fragment B on Page { components(first: 50) { nodes { id } } }`;
    expect(await refusal(inFragments)).toMatchObject({ extensions: { code: 'PT400' } });
  });

  test('an explosion of fragments is refused quickly', async () => {
    const fragments = Array.from(
      { length: 30 },
      (_, i) =>
        `fragment F${i} on Query { ${i < 29 ? `...F${i + 1} x${i}: plans { totalCount } ...F${i + 1}` : 'plans { totalCount }'} }`,
    );
    const begin = performance.now();
    expect(await refusal(`{ ...F0 } ${fragments.join('\n')}`)).toBeDefined();
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});

test('queries are only so deep', async () => {
  let query = 'id';
  for (let i = 0; i < 6; i++) query = `website { pages { nodes { ${query} } } }`;
  expect(await refusal(`{ pages { nodes { ${query} } } }`)).toMatchObject({ extensions: { code: 'PT400' } });
});

test('filters and orders are those an index serves', async () => {
  for (const filter of [
    'title: { equalTo: "x" }',
    'status: { equalTo: published }',
    'seoMeta: { isNull: false }',
    'slug: { likeInsensitive: "%x%" }',
  ]) {
    expect(await refusal(`{ pages(filter: { ${filter} }) { nodes { id } } }`), filter).toBeDefined();
  }
  expect(await refusal('{ pages(orderBy: TITLE_ASC) { nodes { id } } }')).toBeDefined();
  const { pages } = await ann.get(
    'query ($site: UUID!) { pages(filter: { websiteId: { equalTo: $site }, slug: { in: ["/", "/page-7"] } }, orderBy: SLUG_DESC) { nodes { slug } } }',
    {
      site: ann.website,
    },
  );
  expect(pages.nodes.map(({ slug }: { slug: string }) => slug)).toEqual(['/page-7', '/']);
});

describe('sizes', () => {
  const big = { heading: 'x'.repeat(5 * 1024 * 1024) };

  test('of a body', async () => {
    const headers = { ...ann.headers, 'content-type': 'application/json' };
    for (const path of ['rest/v1/pages', 'graphql/v1', 'functions/v1/site', 'auth/v1/signup']) {
      const response = await fetch(`${api.url}/${path}`, { method: 'POST', headers, body: JSON.stringify(big) });
      expect(response.status, path).toBe(413);
    }
    // without a length that tells beforehand
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 6; i++) controller.enqueue(new Uint8Array(1024 * 1024));
        controller.close();
      },
    });
    const response = await fetch(`${api.url}/rest/v1/pages`, {
      method: 'POST',
      headers,
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect((await ann.get('{ me { id } }')).me.id).toBe(ann.id);
  });

  test('of a GraphQL query', async () => {
    const answer = await ann.ask(`{ me { id } } # ${'x'.repeat(600 * 1024)}`);
    expect(answer.status).toBe(413);
  });

  test('of an answer through REST', async () => {
    const response = await fetch(`${api.url}/rest/v1/audit_logs?limit=100000`, {
      headers: { ...ann.headers, prefer: 'count=exact' },
    });
    expect(response.ok).toBe(true);
    expect(((await response.json()) as unknown[]).length).toBeLessThanOrEqual(1000);
  });
});

test('an answer of GraphQL holds only so much, however many rows it is', async () => {
  const list = (i: number) => `a${i}: components(first: ${100 - i}) { nodes { props } }`;
  const query = (lists: number) => `{ ${Array.from({ length: lists }, (_, i) => list(i)).join(' ')} }`;
  await withClient(api.urls.DATABASE_URL, (db) =>
    db.query(
      `insert into public.components (tenant_id, page_id, type, props)
       select tenant_id, id, 'rich_text', jsonb_build_object('content', repeat('x', 99000), 'more', repeat('y', 99000))
       from public.pages, generate_series(1, 5) where website_id = $1 and slug = '/page-1'`,
      [ann.website],
    ),
  );
  expect((await ann.get(query(10))).a9.nodes).toHaveLength(10);
  const { errors } = await ann.ask(query(75));
  expect(errors![0]).toMatchObject({ message: expect.stringContaining('64 MiB'), extensions: { code: 'PT400' } });
  expect((await ann.get('{ me { id } }')).me.id).toBe(ann.id);
});

test('a connection to the database that breaks at work ends one request and no program', async () => {
  const answer = ann.ask('{ doze }');
  const broken = await withClient(api.urls.ROOT_DATABASE_URL, async (db) => {
    for (let i = 0; i < 100; i++) {
      const { rowCount } = await db.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where usename = 'tenantry_graphql' and datname = current_database() and state = 'active' and query like '%doze%'`,
      );
      if (rowCount) return rowCount;
      await sleep(50);
    }
  });
  expect(broken).toBe(1);
  expect((await answer).errors).toMatchObject([{ extensions: { code: 'PT500' } }]);
  expect((await ann.get('{ me { id } }')).me.id).toBe(ann.id);
});

test('a statement that takes too long is ended, through either API', async () => {
  expect(await ann.get('{ patience }')).toEqual({ patience: '15s' });
  expect((await ann.db.rpc('patience')).data).toBe('15s');
});

test.for([
  ['asked for again and again', (i: number) => `a${i}: __schema { types { fields { args { name } } } }`, ''],
  ['with its types again and again', (i: number) => `a${i}: types { fields { args { name } } }`, '__schema'],
  ['type by type', (i: number) => `a${i}: __type(name: "Page") { fields { args { name } } }`, ''],
] as const)('the schema %s is refused', async ([, field, inside]) => {
  const fields = `{ ${Array.from({ length: 40 }, (_, i) => field(i)).join(' ')} }`;
  expect(await refusal(inside ? `{ ${inside} ${fields} }` : fields)).toMatchObject({ extensions: { code: 'PT400' } });
});

test('the explorer can introspect', async () => {
  expect((await ann.get(getIntrospectionQuery())).__schema.types.length).toBeGreaterThan(100);
});
