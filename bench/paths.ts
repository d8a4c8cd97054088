// The documented ways to our tables, as a client writes them and as the floor does: the same statement, which has to name
// the tenant itself because row-level security does not apply to it.
import pg from 'pg';
import { id } from './data.ts';

export type Side = {
  /** A condition on the tenant. */
  own(alias: string, column?: string): string;
  /** What an insert begins its columns and its values with. */
  column: string;
  value: string;
};

export const client: Side = { own: () => 'true', column: '', value: '' };
export const floor = (tenant: string): Side => ({
  own: (alias, column = 'tenant_id') => `${alias}.${column} = ${tenant}::uuid`,
  column: 'tenant_id, ',
  value: `${tenant}::uuid, `,
});

export type Path = {
  name: string;
  sql(side: Side): string;
  /** Of the tenant with this number; `n` is another one for each call. */
  values(tenant: number, n: number): unknown[];
};

/** The statement and its values on either side; the floor's last parameter is the tenant. */
export function both(path: Path, tenant: number, n = 1) {
  const values = path.values(tenant, n);
  return {
    client: { text: path.sql(client), values },
    floor: { text: path.sql(floor(`$${values.length + 1}`)), values: [...values, id(`tenant ${tenant}`)] },
  };
}

/** A prepared statement with these values, as SQL. */
export function execute(name: string, values: unknown[] = []): string {
  const literals = values.map((value) => pg.escapeLiteral(String(value))).join(', ');
  return `execute ${name}${literals && `(${literals})`}`;
}

const site = (t: number) => id(`website ${t} 1`);
const page = (t: number, p = 1) => id(`page ${t} 1 ${p}`);
const component = (t: number, c: number) => id(`component ${page(t)} ${c}`);

export const componentsOfPage: Path = {
  name: 'components of a page, in order',
  sql: ({ own }) => `select * from public.components c where ${own('c')} and c.page_id = $1 order by c.order_key`,
  values: (t) => [page(t)],
};

export const siteJoin: Path = {
  name: 'a site: its pages with their components',
  sql: ({ own }) => `select p.slug, c.type, c.props from public.pages p
    join public.components c on c.tenant_id = p.tenant_id and c.page_id = p.id
    where ${own('p')} and ${own('c')} and p.website_id = $1 order by p.slug, c.order_key`,
  values: (t) => [site(t)],
};

export const countComponents: Path = {
  name: 'count of components, no filter',
  sql: ({ own }) => `select count(*) from public.components c where ${own('c')}`,
  values: () => [],
};

export const firstComponents: Path = {
  name: 'first 50 components by id, no filter',
  sql: ({ own }) => `select * from public.components c where ${own('c')} order by c.id limit 50`,
  values: () => [],
};

export const oneComponent: Path = {
  name: 'one component by id',
  sql: ({ own }) => `select * from public.components c where ${own('c')} and c.id = $1`,
  values: (t) => [component(t, 3)],
};

export const updateComponent: Path = {
  name: 'update one component',
  sql: ({ own }) => `update public.components c set props = c.props || jsonb_build_object('note', $2::integer) where ${own('c')} and c.id = $1`,
  values: (t, n) => [component(t, 2), n],
};

export const insertPage: Path = {
  name: 'insert a page',
  sql: ({ column, value }) => `insert into public.pages (${column}website_id, title, slug) values (${value}$1, 'New', '/new-' || $2::text)`,
  values: (t, n) => [site(t), n],
};

export const insertComponents: Path = {
  name: 'insert ten components',
  sql: ({ column, value }) => `insert into public.components (${column}page_id, type, order_key, props)
    select ${value}$1, 'rich_text', 'g' || lpad((10 * $2::integer + i)::text, 7, '0'), '{"content": "<p>New</p>"}' from generate_series(0, 9) i`,
  values: (t, n) => [page(t, 2), n],
};

export const reads = [componentsOfPage, siteJoin, countComponents, firstComponents, oneComponent];
export const writes = [updateComponent, insertPage, insertComponents];

const list = (name: string, table: string, rest: string, values: Path['values'] = () => [], column = 'tenant_id'): Path => ({
  name,
  sql: ({ own }) => `select x.* from public.${table} x where ${own('x', column)} ${rest}`,
  values,
});

/** Every other one. */
export const others: Path[] = [
  list('the tenant', 'tenants', '', undefined, 'id'),
  list('its subscription', 'subscriptions', 'order by x.created_at desc'),
  list('its invoices, newest first', 'invoices', 'order by x.issued_at desc limit 20'),
  list('its orders, newest first', 'payments', 'order by x.created_at desc limit 20'),
  list('what it has bought for good', 'lifetime_deals', ''),
  list('its use of the plan', 'usage_counters', ''),
  list('its members', 'tenant_members', 'order by x.display_name'),
  list('its roles', 'tenant_roles', 'order by x.key'),
  list('its invitations', 'invitations', 'order by x.created_at desc'),
  list('invitations to a website', 'invitations', 'and x.website_id = $1', (t) => [site(t)]),
  list('credit limits of its members', 'tenant_member_credit_limits', ''),
  list('its grants of credits', 'credits', 'order by x.created_at desc limit 50'),
  list('the newest 50 of its ledger', 'credit_transactions', 'order by x.created_at desc limit 50'),
  list('what it has', 'credit_balances', ''),
  list('what it owes', 'credit_overdrafts', ''),
  list('one use of credits', 'credit_operations', `and x.idempotency_key = 'use 3'`),
  list('the newest 50 AI actions', 'ai_usage_log', 'order by x.created_at desc limit 50'),
  list('AI actions on a website', 'ai_usage_log', 'and x.website_id = $1 order by x.created_at desc limit 50', (t) => [site(t)]),
  list('its websites', 'websites', 'order by x.name'),
  list('one website', 'websites', 'and x.id = $1', (t) => [site(t)]),
  list('collaborators of a website', 'website_members', 'and x.website_id = $1', (t) => [site(t)]),
  list('the domain of a website', 'domain_verifications', 'and x.website_id = $1', (t) => [site(t)]),
  list('a website’s visits, by day', 'usage_metrics', 'and x.website_id = $1 and x.date > current_date - 30 order by x.date', (t) => [site(t)]),
  list('pages of a website', 'pages', 'and x.website_id = $1 order by x.nav_order', (t) => [site(t)]),
  list('one page by id', 'pages', 'and x.id = $1', (t) => [page(t)]),
  list('one page by its address', 'pages', `and x.website_id = $1 and x.slug = '/page-2'`, (t) => [site(t)]),
  list('versions of a page, newest first', 'page_versions', 'and x.page_id = $1 order by x.saved_at desc limit 20', (t) => [page(t)]),
  list('one version', 'page_versions', 'and x.id = $1', (t) => [id(`version ${page(t)} 1`)]),
  list('deployments of a website, newest first', 'deployments', 'and x.website_id = $1 order by x.deployed_at desc limit 20', (t) => [site(t)]),
  list('the live deployment', 'deployments', 'and x.website_id = $1 and x.is_live', (t) => [site(t)]),
  list('what is scheduled of a website', 'scheduled_publications', 'and x.website_id = $1 order by x.publish_at desc', (t) => [site(t)]),
  list('preview links of a website', 'preview_links', 'and x.website_id = $1', (t) => [site(t)]),
  list('pages of a deployment', 'deployment_pages', 'and x.deployment_id = $1', (t) => [id(`deployment ${site(t)} 0`)]),
  list('newest 50 assets', 'assets', 'order by x.created_at desc limit 50'),
  list('where an asset is used', 'asset_uses', 'and x.asset_id = $1', (t) => [id(`asset ${t} 1`)]),
  list('newest 50 of the audit log', 'audit_logs', 'order by x.created_at desc limit 50'),
];
