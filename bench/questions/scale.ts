// Ten times the tenants, and the design it began from.
import { id, requestOf } from '../data.ts';
import { Connection, quickest, ratio, rounds, type Statement } from '../measure.ts';
import { both, componentsOfPage, countComponents, firstComponents, insertComponents, oneComponent, type Path, reads, siteJoin, updateComponent, writes } from '../paths.ts';
import { cell, type Section } from '../report.ts';
import type { Bench } from '../run.ts';
import { plan } from './rls.ts';

const HOOK = ['select private.begin_request()'];

export async function growth(bench: Bench): Promise<Section> {
  const few = await Connection.open(bench.small.AUTHENTICATOR_URL);
  const many = await Connection.open(bench.big.AUTHENTICATOR_URL);
  const rows: Section['rows'] = [];
  for (const path of [...reads, ...writes]) {
    const isWrite = writes.includes(path);
    const once = (connection: Connection) => async (n: number) => {
      const tenant = 1 + (n % bench.active);
      // what is inserted once cannot be inserted again
      if (path.name.startsWith('insert')) {
        return (await quickest((m) => connection.request(requestOf(tenant), HOOK, both(path, tenant, m).client))(n)).statement;
      }
      return connection.inServer(requestOf(tenant), HOOK, both(path, tenant, n).client, isWrite ? 1 : 10);
    };
    const found = await rounds({ many: once(many), few: once(few) }, bench.count(150));
    rows.push({ name: path.name, cells: [cell(ratio(found.many!, found.few!), { max: 1.1 })] });
  }
  await Promise.all([few.close(), many.close()]);
  return {
    title: 'Growth',
    text: `The same requests of the same ${bench.active.toLocaleString('en-US')} tenants among ${bench.tenants.big.toLocaleString('en-US')} ÷ among ${bench.tenants.small.toLocaleString('en-US')}; in the server (inserts: statement).`,
    columns: ['ours'],
    rows,
  };
}

// ── The source design ──

const site = (t: number) => id(`website ${t} 1`);
const page = (t: number, p = 1) => id(`page ${t} 1 ${p}`);

const inSource: [Path, (tenant: number, n: number) => Statement][] = [
  [componentsOfPage, (t) => ({ text: 'select * from components where page_id = $1 order by order_key', values: [page(t)] })],
  [siteJoin, (t) => ({
    text: 'select p.slug, c.type, c.props from pages p join components c on c.page_id = p.id where p.website_id = $1 order by p.slug, c.order_key',
    values: [site(t)],
  })],
  [oneComponent, (t) => ({ text: 'select * from components where id = $1', values: [id(`component ${page(t)} 3`)] })],
  [updateComponent, (t, n) => ({
    text: `update components set props = props || jsonb_build_object('note', $2::integer) where id = $1`,
    values: [id(`component ${page(t)} 2`), n],
  })],
  [insertComponents, (t, n) => ({
    text: `insert into components (page_id, type, order_key, props)
      select $1, 'rich_text', 'g' || lpad((10 * $2::integer + i)::text, 7, '0'), '{"content": "<p>New</p>"}' from generate_series(0, 9) i`,
    values: [page(t, 2), n],
  })],
  [countComponents, () => ({ text: 'select count(*) from components' })],
  [firstComponents, () => ({ text: 'select * from components order by id limit 50' })],
];

export const sourceRequest = (tenant: number) => ({ role: 'bench_source', 'app.current_tenant_id': id(`tenant ${tenant}`) });

export async function againstSource(bench: Bench): Promise<Section> {
  const ours = await Connection.open(bench.big.AUTHENTICATOR_URL);
  const source = await Connection.open(bench.source);
  const rows: Section['rows'] = [];
  for (const [path, statement] of inSource) {
    const unfiltered = path === countComponents || path === firstComponents;
    const isInsert = path === insertComponents;
    const once = (connection: Connection, hooks: string[], of: (tenant: number, n: number) => [Record<string, string>, Statement]) => async (n: number) => {
      const tenant = 1 + (n % bench.active);
      if (isInsert) return (await quickest((m) => connection.request(of(tenant, m)[0], hooks, of(tenant, m)[1]))(n)).statement;
      const [settings, what] = of(tenant, n);
      return connection.inServer(settings, hooks, what, path === updateComponent || unfiltered ? 1 : 10);
    };
    const found = await rounds({
      source: once(source, [], (t, n) => [sourceRequest(t), statement(t, n)]),
      ours: once(ours, HOOK, (t, n) => [requestOf(t), both(path, t, n).client]),
    }, unfiltered ? 5 : bench.count(200), unfiltered ? 1 : 8);
    rows.push({
      name: path.name,
      cells: [cell(ratio(found.source!, found.ours!), unfiltered ? (bench.tenants.big >= 100_000 ? { min: 10_000 } : undefined) : { min: 1.4 })],
    });
  }
  const text = await plan(source, sourceRequest(1), [], inSource.at(-2)![1](1, 1));
  await Promise.all([ours.close(), source.close()]);
  return {
    title: 'Against the source design',
    text: `The source design ÷ ours, ${bench.tenants.big.toLocaleString('en-US')} tenants; in the server (insert: statement). ${bench.tenants.big < 100_000 ? 'Statements without a filter have their goal, ≥ 10,000, at 100,000 tenants: `npm run bench -- --full`.' : ''}`.trim(),
    columns: ['source ÷ ours'],
    rows,
    notes: ['Where ours takes longer it does more: a write is checked against its type, its order key and the permissions of who writes; the source design leaves that to the application.'],
    plans: [{ title: 'Count without a filter, in the source design', text }],
  };
}
