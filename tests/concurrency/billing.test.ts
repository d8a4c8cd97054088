// What payment providers tell over several connections at the same moment.
import { expect, test } from 'vitest';
import { atOnce, tally, useClients } from './support.ts';

const { owner, transaction, open, doneOrWaiting } = await useClients();
let count = 0;

async function somebody() {
  const n = ++count;
  const email = `payer${n}@example.com`;
  await owner('select tests.sign_up($1)', [email]);
  const [{ tenant }] = await owner('select tests.tenant_of($1) as tenant', [email]);
  return { email, tenant, customer: `cus_${n}`, subscription: `sub_${n}` };
}
type Somebody = Awaited<ReturnType<typeof somebody>>;

await owner(`update plans set stripe_monthly_price_id = 'price_' || slug where slug in ('growth', 'pro')`);

const deliver = (who: Somebody, price: string, second: number, id: string): [string, unknown[]] => [
  `select tests.stripe('customer.subscription.updated', tests.stripe_subscription('active', $1, jsonb_build_object('id', $2::text, 'customer', $3::text)), to_timestamp(1767225600 + $4::int), $5)`,
  [price, who.subscription, who.customer, second, `${id}_${who.customer}`],
];
const link = (who: Somebody): [string, unknown[]] => [`select link_customer('stripe', $1, $2)`, [who.customer, who.tenant]];
const stands = async (who: Somebody) => (await owner('select tests.stands($1) as it', [who.email]))[0].it;
const finished = (who: Somebody) => owner(`select status from webhook_events where event_id like $1 and status in ('received', 'failed')`, [`%\\_${who.customer}`]);

test('B1: the same event at once over several connections is one', async () => {
  const who = await somebody();
  await transaction(link(who));
  expect(tally(await atOnce(() => transaction(deliver(who, 'price_growth', 1, 'evt'))))).toEqual({ done: 8 });
  expect(await owner('select attempts, status from webhook_events where event_id = $1', [`evt_${who.customer}`])).toEqual([{ attempts: 1, status: 'processed' }]);
  expect(await stands(who)).toBe('growth active active');
});

test('B2: events of one subscription at once end in the newest', async () => {
  for (let round = 0; round < 5; round++) {
    const who = await somebody();
    await transaction(link(who));
    expect(tally(await atOnce((i) => transaction(deliver(who, i === 3 ? 'price_pro' : 'price_growth', i === 3 ? 60 : i, `evt${i}`))))).toEqual({ done: 8 });
    expect(await finished(who)).toEqual([]);
    expect(await stands(who)).toBe('pro active active');
  }
});

test('B1: a customer that becomes known while its events arrive misses none', async () => {
  for (let round = 0; round < 5; round++) {
    const who = await somebody();
    await atOnce((i) => transaction(i === 4 ? link(who) : deliver(who, i === 7 ? 'price_pro' : 'price_growth', i, `evt${i}`)));
    expect(await finished(who)).toEqual([]);
    expect(await stands(who)).toBe('pro active active');
  }
});

test('B1: an event waits for the link that is being made', async () => {
  const who = await somebody();
  const commit = await open(link(who));
  const delivery = transaction(deliver(who, 'price_growth', 1, 'evt'));
  await doneOrWaiting(delivery);
  await commit();
  await delivery;
  expect(await finished(who)).toEqual([]);
  expect(await stands(who)).toBe('growth active active');
});

test('B4: a price that becomes known while it is bought is missed by nobody', async () => {
  const buyers = await Promise.all(Array.from({ length: 7 }, somebody));
  for (const who of buyers) await transaction(link(who));
  await atOnce((i) =>
    transaction(
      i === 3
        ? [`select tests.stripe('price.created', tests.stripe_price('price_late', '{"plan": "pro"}'))`]
        : deliver(buyers[i > 3 ? i - 1 : i]!, 'price_late', 1, 'evt'),
    ),
  );
  for (const who of buyers) expect(await stands(who)).toBe('pro active active');
});
