// What the ledger costs: using credits beside the two rows that any balance takes, and with a long history behind it.
import { id, requestOf } from '../data.ts';
import { Connection, quickest, ratio, rounds, times } from '../measure.ts';
import { cell, type Section } from '../report.ts';
import type { Bench } from '../run.ts';
import { asFloor } from './rls.ts';

const HOOK = ['select private.begin_request()'];

const consume = (n: number) => ({ text: 'select public.consume_credits(1, null, $1)', values: [`bench ${n}`] });

export async function credits(bench: Bench): Promise<Section> {
  const [few, many] = [bench.active, bench.active - 1];
  const root = await Connection.open(bench.small.ROOT_DATABASE_URL);
  await root.client.query(`
    create table bench.balances (like public.credit_balances including all);
    create table bench.entries (like public.credit_transactions including all);
    insert into bench.balances select * from public.credit_balances;
    insert into bench.entries (tenant_id, id, user_id, credit_id, credits, type) select tenant_id, id, user_id, credit_id, credits, type from public.credit_transactions;
    alter table bench.entries add foreign key (tenant_id) references public.tenants on delete cascade;
    alter table bench.balances owner to postgres;
    alter table bench.entries owner to postgres;
    update public.tenant_member_credit_limits set credit_limit = -1;
    set session_replication_role = replica;
    update public.credits set total_credits = 1000000, remaining_credits = 1000000;
    update public.credit_balances set remaining = 2000000;
    update bench.balances set remaining = 2000000;
    insert into public.credits (tenant_id, id, provider, mode, total_credits, source_type, source_id)
    select '${id(`tenant ${many}`)}', gen_random_uuid(), 'manual', 'free', 1, 'admin', 'spent ' || i from generate_series(1, 50000) i;
    insert into public.credit_transactions (tenant_id, credit_id, credits, type)
    select c.tenant_id, c.id, x.credits, x.type::public.credit_transaction_type
    from public.credits c, (values (1, 'add:free'), (-1, 'deduct')) x (credits, type) where c.source_id like 'spent %';
    reset session_replication_role`);
  await root.client.query('vacuum analyze public.credits, public.credit_transactions, public.credit_balances, bench.balances, bench.entries');

  const ours = await Connection.open(bench.small.AUTHENTICATOR_URL);
  const owner = await Connection.open(bench.small.DATABASE_URL);
  const tenantOf = (n: number) => 1 + (n % (bench.active - 2));
  const bare = (tenant: number) => ({
    text: `with paid as (update bench.balances set remaining = remaining - 1, updated_at = now() where tenant_id = $1 and remaining >= 1 returning tenant_id)
      insert into bench.entries (tenant_id, user_id, credit_id, credits, type) select tenant_id, $2, $3, -1, 'deduct' from paid`,
    values: [id(`tenant ${tenant}`), id(`user ${tenant}`), id(`credit ${tenant} 1`)],
  });
  const used = await rounds({
    ours: quickest((n) => ours.request(requestOf(tenantOf(n)), HOOK, consume(n))),
    bare: quickest((n) => owner.request(asFloor(requestOf(tenantOf(n))), [], bare(tenantOf(n)))),
  }, bench.count(150));
  const long = async (statement: (n: number) => { text: string; values?: unknown[] }) => {
    const found = await rounds({
      many: quickest((n) => ours.request(requestOf(many), HOOK, statement(n))),
      few: quickest((n) => ours.request(requestOf(few), HOOK, statement(n))),
    }, bench.count(150));
    return [cell(ratio(times(found.many!, 'statement'), times(found.few!, 'statement')), { max: 1.05 }), cell(ratio(times(found.many!, 'request'), times(found.few!, 'request')), { max: 1.05 })];
  };
  const rows: Section['rows'] = [
    {
      name: 'use one credit ÷ bare two-row transaction',
      cells: [cell(ratio(times(used.ours!, 'statement'), times(used.bare!, 'statement'))), cell(ratio(times(used.ours!, 'request'), times(used.bare!, 'request')), { max: 2 })],
    },
    { name: 'use one credit, 50,000 spent grants ÷ 2', cells: await long(consume) },
    { name: 'ask for the balance, 50,000 spent grants ÷ 2', cells: await long(() => ({ text: 'select * from public.credit_balance()' })) },
  ];
  await Promise.all([root, ours, owner].map((each) => each.close()));
  return {
    title: 'Credits',
    text: 'One call of `consume_credits`, with idempotency key, own limit, grants in order and the request hook, ÷ an update of a balance and an insert into a table like the ledger’s, in one statement without any of that.',
    columns: ['statement', 'request'],
    rows,
    notes: ['A use is five rows: the operation, the transaction, the grant, the balance, the person’s own count.'],
  };
}
