// Limits under concurrency: whether they hold, and what they cost.
import { id, requestOf } from '../data.ts';
import { Connection, rounds, ratio, throughput } from '../measure.ts';
import { cell, type Section } from '../report.ts';
import type { Bench } from '../run.ts';

const HOOK = ['select private.begin_request()'];
const CLIENTS = 8;
const insert = (tenant: number, slug: string) => ({
  text: 'insert into public.pages (website_id, title, slug) values ($1, $2, $3)',
  values: [id(`website ${tenant} 1`), 'New', slug],
});

export async function quota(bench: Bench): Promise<Section> {
  const owner = await Connection.open(bench.small.DATABASE_URL);
  const root = await Connection.open(bench.small.ROOT_DATABASE_URL);
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => Connection.open(bench.small.AUTHENTICATOR_URL)));

  // The plan allows one page more; everybody wants it at once.
  const racing = bench.active;
  await owner.client.query(`
    update public.plans set max_pages_per_site = 1 + (select w.page_count from public.websites w where w.tenant_id = $1 and w.id = $2)
    where slug = 'starter'`, [id(`tenant ${racing}`), id(`website ${racing} 1`)]);
  await owner.client.query(`update public.tenants set plan_id = (select id from public.plans where slug = 'starter') where id = $1`, [id(`tenant ${racing}`)]);
  const races = bench.quick ? 50 : 1000;
  let over = 0;
  let under = 0;
  for (let race = 0; race < races; race++) {
    const outcomes = await Promise.all(
      clients.map((connection, i) =>
        connection.request(requestOf(racing), HOOK, insert(racing, `/race-${race}-${i}`)).then(() => 1, async (error) => {
          await connection.client.query('rollback');
          if (error.code !== 'PT402') throw error;
          return 0;
        }),
      ),
    );
    const through = outcomes.reduce<number>((sum, each) => sum + each, 0);
    over += Math.max(through - 1, 0);
    under += Number(through === 0);
    await owner.client.query(`delete from public.pages where tenant_id = $1 and slug like '/race-%'`, [id(`tenant ${racing}`)]);
  }

  // In turns with and without what checks and counts.
  await owner.client.query('update public.plans set max_pages_per_site = 1000000 where slug = $1', ['pro']);
  const check = (on: boolean) =>
    owner.client.query(['_300_lock', '_810_counted_inserted'].map((name) => `alter table public.pages ${on ? 'enable' : 'disable'} trigger ${name}`).join('; '));
  const block = (on: boolean, tenantOf: (client: number) => number) => async () => {
    await check(on);
    return throughput(
      clients.map((connection, i) => (n) => connection.request(requestOf(tenantOf(i)), HOOK, insert(tenantOf(i), `/many-${n}`))),
      bench.quick ? 400 : 1200,
    );
  };
  const compare = async (tenantOf: (client: number) => number, min: number) => {
    const found = await rounds({ with: block(true, tenantOf), without: block(false, tenantOf) }, bench.quick ? 3 : 6, 1);
    await check(true);
    await root.client.query(`
      set session_replication_role = replica;
      delete from public.pages where slug like '/many-%';
      update public.websites set page_count = 5 where page_count > 5;
      reset session_replication_role`);
    const { ratio: value, quartiles } = ratio(found.with!, found.without!);
    return { value, quartiles, goal: { min } };
  };
  // A tenant with many files, and one with ten: a counter is asked, whatever the rows.
  const [many, few] = [21, 22];
  const file = (tenant: string) => `
    insert into public.assets (tenant_id, id, original_filename, cloudinary_public_id, size_bytes)
    select ${tenant}, i, 'a', format('tenantry/%s/%s/a', ${tenant}, i), 1`;
  for (const [tenant, count] of [[many, 50_000], [few, 10]] as const) {
    await owner.client.query(`${file('$1::uuid')} from generate_series(1, $2) n, lateral (select n, gen_random_uuid() as i) r`, [id(`tenant ${tenant}`), count]);
  }
  await owner.client.query('analyze public.assets');
  const add = (tenant: number) => (n: number) =>
    owner.inServer({ 'bench.n': String(n) }, [], { text: `${file('$1::uuid')} from gen_random_uuid() i`, values: [id(`tenant ${tenant}`)] }, 10);
  const added = await rounds({ many: add(many), few: add(few) }, bench.count(200));
  const storage = cell(ratio(added.many!, added.few!), { max: 1.05 });
  await owner.client.query(`delete from public.assets where original_filename = 'a'`);

  const across = await compare((i) => 20 + i, 0.85);
  const together = await compare(() => 40, 0.5);
  await Promise.all([owner, root, ...clients].map((each) => each.close()));
  return {
    title: 'Quotas',
    text: `${CLIENTS} clients insert pages at once. Overshoot: pages beyond the plan's limit after ${races.toLocaleString('en-US')} races for the last one. Throughput of whole requests with the lock, the counter and the check ÷ without.`,
    columns: ['found'],
    rows: [
      { name: `overshoot in ${races.toLocaleString('en-US')} races`, cells: [{ value: over, unit: '', goal: { max: 0 } }] },
      { name: 'races that nobody won', cells: [{ value: under, unit: '', goal: { max: 0 } }] },
      { name: 'adding a file to 50,000 ÷ to 10', cells: [storage] },
      { name: 'throughput, each client on a tenant of its own', cells: [across] },
      { name: 'throughput, all on one website', cells: [together] },
    ],
  };
}
