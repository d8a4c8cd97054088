// Visits, publishing, and what the rules add to a write.
import { id, requestOf } from '../data.ts';
import { Connection, median, now, quickest, ratio, rounds, type Times, times } from '../measure.ts';
import { both, insertComponents, insertPage, updateComponent } from '../paths.ts';
import { cell, type Section } from '../report.ts';
import type { Bench } from '../run.ts';
import { asFloor } from './rls.ts';
import { sourceRequest } from './scale.ts';

const HOOK = ['select private.begin_request()'];
const site = (t: number) => id(`website ${t} 1`);

// ── Visits ──

const anonymous = { role: 'anon', 'request.jwt.claims': '{"role": "anon"}', 'request.headers': '{"user-agent": "bench"}' };

export async function visits(bench: Bench): Promise<Section> {
  const [large, usual] = [11, 12];
  const owner = await Connection.open(bench.big.DATABASE_URL);
  const visitor = await Connection.open(bench.big.AUTHENTICATOR_URL);
  await owner.client.query(`
    insert into public.deployment_pages
    select p.tenant_id, p.deployment_id, p.website_id, gen_random_uuid(), '/more-' || i, p.title, false, true, p.content
    from public.deployment_pages p, generate_series(1, 495) i where p.deployment_id = $1 and p.is_home`, [id(`deployment ${site(large)} 0`)]);
  const address = (tenant: number) => [`site-${tenant}-1.localhost`, '/page-2'];
  const ours = (tenant: number) => () => visitor.request(anonymous, HOOK, { text: 'select * from public.live_page($1, $2)', values: address(tenant) });
  const probes = (tenant: number) => () => owner.request(asFloor(anonymous), [], {
    text: `select p.content from private.directory h
      join public.deployment_pages p on p.tenant_id = h.tenant_id and p.deployment_id = h.deployment_id and p.slug = $2
      where h.kind = 'host' and h.key = $1`,
    values: address(tenant),
  });
  const found = await rounds({
    large: quickest(ours(large)), usual: quickest(ours(usual)), largeProbes: quickest(probes(large)), usualProbes: quickest(probes(usual)),
  }, bench.count(200));
  await Promise.all([owner.close(), visitor.close()]);
  const row = (name: string, of: Times[], to: Times[]) => ({
    name,
    cells: [cell(ratio(times(of, 'statement'), times(to, 'statement')), { max: 1.1 }), cell(ratio(times(of, 'request'), times(to, 'request')))],
  });
  return {
    title: 'Visits',
    text: '`live_page(host, path)`, as an anonymous visitor with the request hook, ÷ two bare index probes: the host in the directory, the page by its address.',
    columns: ['statement', 'request'],
    rows: [
      row('a site of 5 pages ÷ probes', found.usual!, found.usualProbes!),
      row('a site of 500 pages ÷ probes', found.large!, found.largeProbes!),
      row('a site of 500 pages ÷ a site of 5', found.large!, found.usual!),
    ],
    notes: ['The function probes four tables, not two: also for what all pages of a site share, and for a password.'],
  };
}

// ── Publishing ──

const TENANT = 21;
const PAGES = 100;

/** 95 pages more, with the components of the home page. */
async function grow(url: string, design: 'ours' | 'source'): Promise<void> {
  const connection = await Connection.open(url);
  const [tenant, home] = [design === 'ours' ? 'tenant_id, ' : '', id(`page ${TENANT} 1 1`)];
  await connection.client.query(`
    set session_replication_role = replica;
    insert into pages (${tenant}id, website_id, title, slug, status, nav_order, seo_meta)
    select ${tenant}md5('extra ' || i)::uuid, website_id, 'Page ' || i, '/extra-' || i, 'published', i, seo_meta from pages, generate_series(1, ${PAGES - 5}) i where id = '${home}';
    insert into components (${tenant}${design === 'ours' ? 'website_id, ' : ''}page_id, type, order_key, props)
    select ${tenant}${design === 'ours' ? 'website_id, ' : ''}md5('extra ' || i)::uuid, type, order_key, props from components, generate_series(1, ${PAGES - 5}) i where page_id = '${home}';
    ${design === 'ours' ? `update websites set page_count = ${PAGES} where id = '${site(TENANT)}';` : ''}
    reset session_replication_role;
    analyze pages, components`);
  await connection.close();
}

/** The document's flow: an application reads the draft, puts the snapshot together and writes it. */
async function publishInSource(connection: Connection): Promise<number> {
  const { client } = connection;
  const begin = now();
  await client.query('begin');
  await connection.query({ text: 'select set_config($1, $2, true), set_config($3, $4, true)', values: Object.entries(sourceRequest(TENANT)).flat() });
  const website = (await connection.query({ text: 'select * from websites where id = $1', values: [site(TENANT)] })).rows[0];
  const pages = (await connection.query({ text: `select * from pages where website_id = $1 and status in ('published', 'hidden') order by nav_order`, values: [site(TENANT)] })).rows;
  const ids = pages.map(({ id }) => id as string);
  const components = (await connection.query({ text: 'select * from components where page_id = any ($1) order by page_id, order_key', values: [ids] })).rows;
  const byPage = Map.groupBy(components, ({ page_id }) => page_id as string);
  const snapshot = {
    websiteId: website.id, publishedAt: new Date().toISOString(), branding: website.branding_config, seoDefaults: website.seo_defaults,
    pages: pages.map(({ id, title, slug, seo_meta }) => ({
      id, title, slug, seo_meta,
      components: (byPage.get(id) ?? []).filter(({ is_visible }) => is_visible).map(({ type, props, is_visible }) => ({ type, props, is_visible })),
    })),
  };
  const versions = ids.map((page) =>
    JSON.stringify((byPage.get(page) ?? []).map(({ id, type, props, order_key, is_visible }) => ({ id, type, props, order_key, is_visible }))));
  await connection.query({ text: 'update deployments set is_live = false where website_id = $1', values: [site(TENANT)] });
  await connection.query({
    text: 'insert into deployments (website_id, deployed_by, snapshot_json, is_live) values ($1, $2, $3, true)',
    values: [site(TENANT), id(`user ${TENANT}`), JSON.stringify(snapshot)],
  });
  await connection.query({
    text: `update websites set status = 'published', published_at = coalesce(published_at, now()), last_deployed_at = now() where id = $1`,
    values: [site(TENANT)],
  });
  await connection.query({
    text: `insert into page_versions (page_id, saved_by, content_snapshot, trigger) select page, $3, content, 'pre_publish' from unnest($1::uuid[], $2::jsonb[]) v (page, content)`,
    values: [ids, versions, id(`user ${TENANT}`)],
  });
  await connection.query({ text: 'select prune_page_versions(page, 50) from unnest($1::uuid[]) page', values: [ids] });
  await connection.query({
    text: `insert into audit_logs (tenant_id, performed_by, action, resource_type, resource_id) values ($1, $2, 'website.published', 'website', $3)`,
    values: [id(`tenant ${TENANT}`), id(`user ${TENANT}`), site(TENANT)],
  });
  await client.query('commit');
  return now() - begin;
}

export async function publishing(bench: Bench): Promise<Section> {
  await grow(bench.big.ROOT_DATABASE_URL, 'ours');
  await grow(bench.source, 'source');
  const ours = await Connection.open(bench.big.AUTHENTICATOR_URL);
  const source = await Connection.open(bench.source);
  const published = await rounds({
    ours: async () => (await ours.request(requestOf(TENANT), HOOK, { text: 'select id from public.publish_website($1)', values: [site(TENANT)] })).request,
    source: () => publishInSource(source),
  }, bench.count(30), 2);

  const older = (n: number) => id(`deployment ${site(TENANT)} ${1 + (n % 2)}`);
  let turn = 0;
  const rolledBack = await rounds({
    ours: () => ours.request(requestOf(TENANT), HOOK, { text: 'select id from public.rollback_website($1)', values: [older(turn++)] }),
  }, bench.count(100));
  await Promise.all([ours.close(), source.close()]);
  return {
    title: 'Publishing',
    text: `A website of ${PAGES} pages × 10 components: whole request, from begin to commit. In the source design an application does what the document's flow says.`,
    columns: ['found'],
    rows: [
      { name: 'publish: ours ÷ source design', cells: [cell(ratio(published.ours!, published.source!), { max: 0.35 })] },
      { name: 'publish: ours', cells: [{ value: median(published.ours!), unit: 'ms' }] },
      { name: 'roll back: the statement', cells: [{ value: median(times(rolledBack.ours!, 'statement')), unit: 'ms', goal: { max: 1 } }] },
    ],
  };
}

// ── What the rules add to a write ──

export async function rules(bench: Bench): Promise<Section> {
  const root = await Connection.open(bench.small.ROOT_DATABASE_URL);
  await root.client.query(`
    create table bench.pages (like public.pages including all);
    create table bench.components (like public.components including all);
    insert into bench.pages (tenant_id, id, website_id, title, slug, status, nav_order, seo_meta)
    select tenant_id, id, website_id, title, slug, status, nav_order, seo_meta from public.pages;
    insert into bench.components select * from public.components;
    alter table bench.pages add foreign key (tenant_id, website_id) references public.websites on delete cascade;
    alter table bench.components add foreign key (tenant_id, page_id) references bench.pages on delete cascade, add foreign key (type) references public.component_types;
    alter table bench.pages owner to postgres;
    alter table bench.components owner to postgres`);
  await root.client.query('vacuum analyze bench.pages, bench.components');
  await root.close();
  const ours = await Connection.open(bench.small.AUTHENTICATOR_URL);
  const owner = await Connection.open(bench.small.DATABASE_URL);
  const rows: Section['rows'] = [];
  for (const path of [insertPage, insertComponents, updateComponent]) {
    const tenantOf = (n: number) => 1 + (n % (bench.active - 1));
    const found = await rounds({
      ours: quickest((n) => ours.request(requestOf(tenantOf(n)), HOOK, both(path, tenantOf(n), n).client)),
      bare: quickest((n) => {
        const { text, values } = both(path, tenantOf(n), n).floor;
        return owner.request(asFloor(requestOf(tenantOf(n))), [], { text: text.replaceAll('public.', 'bench.'), values });
      }),
    }, bench.count(150));
    rows.push({
      name: path.name,
      cells: [
        cell(ratio(times(found.ours!, 'statement'), times(found.bare!, 'statement')), { max: 1.6 }),
        cell(ratio(times(found.ours!, 'request'), times(found.bare!, 'request')), { max: 1.6 }),
      ],
    });
  }
  await Promise.all([ours.close(), owner.close()]);
  return {
    title: 'Rules',
    text: 'Ours, with every trigger, policy, quota, audit row and the request hook, ÷ a write to a table with the same columns, constraints, keys and indexes and nothing else.',
    columns: ['statement', 'request'],
    rows,
    notes: ['A page is one insert to the client and four writes to the database: the website is locked and counts it, the audit log tells of it.'],
  };
}
