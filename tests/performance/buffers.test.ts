// A5: row-level security costs no page read: on every documented path a client's statement touches no more shared buffers
// than the same statement without it, which names the tenant itself; and nothing a client does reads all of a table that
// grows with the tenants. Counted, not timed.
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { fill, id, requestOf } from '../../bench/data.ts';
import { both, componentsOfPage, countComponents, execute, firstComponents, oneComponent, others, type Path, reads, siteJoin, writes } from '../../bench/paths.ts';
import { useDatabase } from '../run/database.ts';

const TENANT = 7;
const urls = await useDatabase();
await fill(urls.ROOT_DATABASE_URL, 'ours', { tenants: 2000, active: 50 });

const db = new pg.Client(urls.DATABASE_URL);
await db.connect();
afterAll(() => db.end());

const ofTenants = new Set(
  (await db.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
    where c.relkind in ('r', 'p') and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)`)).rows.map(({ name }) => name),
);
const growing = new Set([...ofTenants, 'tenants', 'users', 'user_emails', 'user_roles', 'user_email_preferences']);

type Node = {
  'Node Type': string;
  'Relation Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Node[];
};
type Statement = { text: string; values: unknown[] };
type Touched = { buffers: number; tables: string[]; scanned: string[] };

const nobody = { role: 'none', 'request.jwt.claims': '', 'request.headers': '' };

/** What a statement touches, in a transaction that is taken back. */
async function touched({ text, values }: Statement, request: Record<string, string>): Promise<Touched> {
  await db.query('begin');
  try {
    for (const setting of Object.entries(request)) await db.query('select set_config($1, $2, true)', setting);
    // like the prepared statements of an API: one plan for every tenant
    await db.query('set local plan_cache_mode = force_generic_plan');
    await db.query('select private.begin_request()');
    await db.query(`prepare explained as ${text}`);
    const runs: Touched[] = [];
    for (let i = 0; i < 8; i++) {
      await db.query('savepoint before');
      const { rows } = await db.query(`explain (analyze, buffers, timing off, format json) ${execute('explained', values)}`);
      await db.query('rollback to before');
      const nodes = [(rows[0]['QUERY PLAN'] as { Plan: Node }[])[0]!.Plan];
      for (const node of nodes) nodes.push(...(node.Plans ?? []));
      const onTables = nodes.filter((node) => node['Relation Name']);
      runs.push({
        buffers: buffersOf(nodes[0]!),
        tables: onTables.map((node) => node['Relation Name']!),
        // an empty partition has no page to scan
        scanned: onTables.filter((node) => node['Node Type'] === 'Seq Scan' && buffersOf(node) > 0).map((node) => node['Relation Name']!),
      });
    }
    // The first run compiles functions; and whose write finds its page full is chance.
    return runs.reduce((least, run) => (run.buffers < least.buffers ? run : least));
  } finally {
    await db.query('rollback');
    await db.query('deallocate all');
  }
}

const buffersOf = (node: Node) => node['Shared Hit Blocks'] + node['Shared Read Blocks'];

/** What is wrong with a path; nothing is. */
async function findings(name: string, client: Statement, floor: Statement, request = requestOf(TENANT)): Promise<string[]> {
  const ours = await touched(client, request);
  const least = await touched(floor, nobody);
  ours.tables.forEach((table) => visited.add(table));
  return [
    ...(ours.buffers > least.buffers ? [`${name}: ${ours.buffers} buffers, ${least.buffers} without row-level security`] : []),
    ...ours.scanned.filter((table) => growing.has(table)).map((table) => `${name}: scans all of ${table}`),
  ];
}

/** What it reads all of, in functions, triggers and foreign keys too. */
async function readWhole({ text, values }: Statement, request = requestOf(TENANT)): Promise<string[]> {
  await db.query('begin');
  try {
    for (const setting of Object.entries(request)) await db.query('select set_config($1, $2, true)', setting);
    await db.query('set local plan_cache_mode = force_generic_plan');
    await db.query('select private.begin_request()');
    const before = await rowsScanned();
    await db.query(text, values);
    return Object.entries(await rowsScanned()).filter(([name, rows]) => growing.has(name) && rows > (before[name] ?? 0)).map(([name]) => name);
  } finally {
    await db.query('rollback');
  }
}

// Of this connection, some transactions before this one included.
async function rowsScanned(): Promise<Record<string, number>> {
  const { rows } = await db.query<{ name: string; rows: string }>('select relname as name, seq_tup_read as rows from pg_stat_xact_user_tables');
  return Object.fromEntries(rows.map(({ name, rows }) => [name, Number(rows)]));
}

const visited = new Set<string>();
const ofPath = (path: Path) => {
  const { client, floor } = both(path, TENANT);
  return findings(path.name, client, floor);
};

test.each([...reads, ...writes, ...others])('$name', async (path) => {
  expect(await ofPath(path)).toEqual([]);
});

test('every table a client reads has a path here', async () => {
  const { rows } = await db.query<{ name: string }>(`
    select c.relname as name from pg_class c
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and has_table_privilege('authenticated', c.oid, 'select')`);
  expect(rows.map(({ name }) => name).filter((name) => ofTenants.has(name) && !visited.has(name) && name !== 'audit_logs')).toEqual([]);
});

const [site, page, component] = [id(`website ${TENANT} 1`), id(`page ${TENANT} 1 2`), id(`component ${id(`page ${TENANT} 1 2`)} 3`)];
const acts: [string, ...unknown[]][] = [
  ['select * from public.me()'],
  ['select * from public.my_tenants()'],
  ['select public.set_active_tenant($1)', id(`tenant ${TENANT - 1}`)],
  [`select public.create_tenant('Another')`],
  ['select * from public.tenant_usage($1)', id(`tenant ${TENANT}`)],
  ['select public.transfer_ownership($1, $2)', id(`tenant ${TENANT}`), id(`member ${TENANT} 1`)],
  [`update public.tenants set name = 'New name'`],
  [`update public.tenant_members set role = 'admin' where id = $1`, id(`member ${TENANT} 1`)],
  ['update public.tenant_members set is_active = false where id = $1', id(`member ${TENANT} 1`)],
  [`update public.website_members set role = 'viewer' where website_id = $1`, site],
  ['delete from public.website_members where website_id = $1', site],
  [`insert into public.tenant_roles (key, name, permissions) values ('new', 'New', '{tenant.read}')`],
  [`update public.tenant_roles set permissions = '{tenant.read}'`],
  ['delete from public.tenant_roles'],
  [`select public.create_invitation('new@bench.test', 'editor')`],
  [`select public.create_invitation($1, 'editor', $2)`, `friend-${TENANT}@bench.test`, site],
  ['select public.revoke_invitation($1)', id(`invitation ${TENANT} 0`)],
  ['select public.accept_invitation($1)', `token ${2000 + TENANT - 21} 0`],
  ['select * from public.my_invitations()'],
  ['select public.leave_tenant($1)', id(`tenant ${TENANT - 1}`)],
  [`select public.add_email('new@bench.test')`],
  [`select public.create_website('Another')`],
  [`update public.websites set name = 'New name' where id = $1`, site],
  ['select public.archive_website($1)', id(`website ${TENANT} 2`)],
  ['select public.publish_website($1)', site],
  [`select public.create_website('Another', 'restaurant')`],
  [`select public.publish_website($1, 'Later', now() + interval '1 day')`, site],
  ['select public.cancel_publication($1)', site],
  ['select public.create_preview_link($1)', site],
  ['delete from public.preview_links where id = $1', id(`preview ${site}`)],
  ['select public.preview_page($1, $2, $3)', `site-${TENANT}-1.localhost`, '/page-2', `preview ${site}`],
  ['select public.rollback_website($1)', id(`deployment ${site} 1`)],
  ['select * from public.diff_deployments($1, $2)', id(`deployment ${site} 0`), id(`deployment ${site} 1`)],
  ['select snapshot_json(d) from public.deployments d where d.website_id = $1 and d.is_live', site],
  ['select * from public.website_analytics($1)', site],
  [`select public.get_total_page_views($1, '2026-01-01')`, id(`tenant ${TENANT}`)],
  [`insert into public.pages (website_id, title, slug) values ($1, 'New', '/new')`, site],
  [`update public.pages set title = 'New' where id = $1`, page],
  ['delete from public.pages where id = $1', page],
  ['select public.set_home_page($1)', page],
  [`select public.set_page_password($1, 'open sesame')`, page],
  ['select public.save_page_version($1)', page],
  ['select public.reconcile_usage($1)', id(`tenant ${TENANT}`)],
  ['select public.get_tenant_storage_mb($1)', id(`tenant ${TENANT}`)],
  [`select public.add_domain($1, 'www.new.test')`, site],
  ['select public.begin_domain_check($1)', site],
  ['select public.remove_domain($1)', site],
  ['select public.restore_page_version($1)', id(`version ${page} 1`)],
  [`insert into public.components (page_id, type) values ($1, 'hero')`, page],
  ['update public.components set is_visible = false where id = $1', component],
  ['select public.move_component($1, $2)', component, id(`component ${page} 6`)],
  ['delete from public.components where id = $1', component],
  [`select public.reserve_asset('a.png', 1, 'image/png')`],
  ['select a.id, public.used_in_websites(a) from public.assets a order by a.created_at desc limit 50'],
  ['select public.delete_asset($1)', id(`asset ${TENANT} 2`)],
  ['select public.delete_asset($1, true)', id(`asset ${TENANT} 1`)],
  [`update public.components set props = props || jsonb_build_object('note', $2::text) where id = $1`, component,
    `https://x.test/tenantry/${id(`tenant ${TENANT}`)}/${id(`asset ${TENANT} 1`)}/photo`],
  ['select public.credit_balance()'],
  [`select public.consume_credits(95, 'a use', 'a key')`],
  [`select public.set_credit_limit($1, 5)`, id(`user ${TENANT + 1}`)],
  [`select public.begin_ai_action('suggest_copy', $1)`, site],
  ['select public.get_monthly_ai_credits($1)', id(`tenant ${TENANT}`)],
];

test.each(acts)('%s reads no table whole', async (text, ...values) => {
  expect(await readWhole({ text, values })).toEqual([]);
});

test('nor does maintenance that has nothing to publish or to clear away', async () => {
  for (const task of ['publications', 'preview_links']) {
    expect(await readWhole({ text: `select private.maintain_${task}()`, values: [] }, nobody), task).toEqual([]);
  }
});

test('nor does a sign-up', async () => {
  const text = `insert into auth.users (id, email, email_confirmed_at) values (gen_random_uuid(), 'new@bench.test', now())`;
  expect(await readWhole({ text, values: [] }, nobody)).toEqual([]);
});

const service = { role: 'service_role', 'request.jwt.claims': '{"role": "service_role"}', 'request.headers': '{}' };
const domain = [id(`tenant ${TENANT}`), id(`domain ${TENANT}`)];
const checks: [string, ...unknown[]][] = [
  ['select * from public.due_domain_checks()'],
  [`select public.record_domain_check($1, $2, '{elsewhere.test}')`, ...domain],
  [`select public.record_domain_check($1, $2, array['site-${TENANT}-1.localhost'])`, ...domain],
  ['select public.record_domain_certificate($1, $2, true)', ...domain],
];

test.each(checks)('%s reads no table whole', async (text, ...values) => {
  expect(await readWhole({ text, values }, service)).toEqual([]);
});

test('nor does a downgrade', async () => {
  const text = `select private.change_plan($1, (select id from public.plans where slug = 'starter'))`;
  expect(await readWhole({ text, values: [id(`tenant ${TENANT}`)] }, nobody)).toEqual([]);
});

test('my_tenants reads as much as its query does', async () => {
  const floor = `
    with mine as (
      select m.tenant_id, m.role from public.tenant_members m where m.user_id = $1 and m.is_active
      union all
      (select distinct on (w.tenant_id) w.tenant_id, w.role from public.website_members w
       where w.user_id = $1 and w.accepted_at is not null
         and not exists (select from public.tenant_members m where m.tenant_id = w.tenant_id and m.user_id = w.user_id and m.is_active)
       order by w.tenant_id, w.role)
    )
    select t.*, mine.role from mine join public.tenants t on t.id = mine.tenant_id order by t.name, t.id`;
  const client = { text: 'select * from public.my_tenants()', values: [] };
  expect(await findings('my_tenants', client, { text: floor, values: [id(`user ${TENANT}`)] })).toEqual([]);
});

const visitor = { role: 'anon', 'request.jwt.claims': '{"role": "anon"}', 'request.headers': '{}' };
const visit = (tenant: number): Statement => ({ text: 'select * from public.live_page($1, $2)', values: [`site-${tenant}-1.localhost`, '/page-2'] });

test('live_page reads what its probes do', async () => {
  // the host, what all pages share, the page, its password
  const floor = `
    select row(d.site, p.content)::text, w.password_hash
    from private.directory h
    join public.deployments d on d.tenant_id = h.tenant_id and d.id = h.deployment_id
    join public.deployment_pages p on p.tenant_id = h.tenant_id and p.deployment_id = h.deployment_id and p.slug = $2
    left join private.page_passwords w on w.tenant_id = p.tenant_id and w.page_id = p.page_id
    where h.kind = 'host' and h.key = $1`;
  expect(await findings('live_page', visit(TENANT), { text: floor, values: visit(TENANT).values }, visitor)).toEqual([]);
});

test('live_page reads as much of a site of 500 pages as of one of 5', async () => {
  const few = await touched(visit(TENANT + 1), visitor);
  await db.query(`
    insert into public.deployment_pages
    select p.tenant_id, p.deployment_id, p.website_id, gen_random_uuid(), '/more-' || i, p.title, false, true, p.content
    from public.deployment_pages p, generate_series(1, 495) i where p.deployment_id = $1 and p.is_home`, [id(`deployment ${id(`website ${TENANT + 1} 1`)} 0`)]);
  expect((await touched(visit(TENANT + 1), visitor)).buffers).toBe(few.buffers);
});

test('B6: using credits reads as much after 50,000 uses of as many grants as after ten', async () => {
  const use = (tenant: number) => touched({ text: `select public.consume_credits(1, null, 'another')`, values: [] }, requestOf(tenant));
  const ask = (tenant: number) => touched({ text: 'select public.credit_balance()', values: [] }, requestOf(tenant));
  const [used, asked] = [await use(TENANT + 1), await ask(TENANT + 1)];
  await db.query(`
    insert into public.credits (tenant_id, provider, mode, total_credits, source_type, source_id)
    select $1, 'manual', 'free', 1, 'admin', 'spent ' || i from generate_series(1, 50000) i`, [id(`tenant ${TENANT + 1}`)]);
  await db.query(`alter table public.credit_transactions disable trigger user`);
  await db.query(`
    insert into public.credit_transactions (tenant_id, credit_id, credits, type)
    select c.tenant_id, c.id, 1, 'add:free'::public.credit_transaction_type from public.credits c where c.tenant_id = $1 and c.source_id like 'spent %'
    union all
    select c.tenant_id, c.id, -1, 'deduct' from public.credits c where c.tenant_id = $1 and c.source_id like 'spent %'`, [id(`tenant ${TENANT + 1}`)]);
  await db.query(`alter table public.credit_transactions enable trigger user`);
  // an index may be one level deeper; what is read must not follow the rows
  expect((await use(TENANT + 1)).buffers).toBeLessThanOrEqual(used.buffers + 15);
  expect((await ask(TENANT + 1)).buffers).toBeLessThanOrEqual(asked.buffers + 1);
});

// the last one: the policy stays like that
test('a policy that asks another table is noticed', async () => {
  await db.query(`
    alter policy select_member on public.components
      using (page_id in (select p.id from public.pages p where p.tenant_id = (select private.tenant_id())))`);
  for (const path of [componentsOfPage, siteJoin, countComponents, firstComponents, oneComponent]) {
    expect(await ofPath(path), path.name).not.toEqual([]);
  }
});
