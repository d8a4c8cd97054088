// T6: a subscription that begins while its tenant is being offboarded is canceled, whichever of the two comes first.
import { expect, test } from 'vitest';
import { useClients } from './support.ts';

const { owner, transaction, open, doneOrWaiting } = await useClients();

async function tenantOf(email: string): Promise<string> {
  await owner('select tests.sign_up($1)', [email]);
  return (await owner('select tests.tenant_of($1) as tenant', [email]))[0].tenant;
}

const BUY = `insert into subscriptions (tenant_id, provider, status, provider_subscription_id) values ($1, 'stripe', 'active', $2)`;
const canceled = async (subscription: string) =>
  (await owner(`select from private.outbox where kind = 'cancel_subscription' and payload ->> 'provider_subscription_id' = $1`, [subscription])).length;

test('T6: bought while the tenant is being offboarded: canceled', async () => {
  const tenant = await tenantOf('late@o.test');
  const commit = await open(['select private.offboard($1)', [tenant]]);
  const buying = transaction([BUY, [tenant, 'sub_late']]);
  await doneOrWaiting(buying);
  await commit();
  expect(await buying).toEqual([]);
  expect(await canceled('sub_late')).toBe(1);
});

test('T6: offboarded while a subscription begins: canceled', async () => {
  const tenant = await tenantOf('early@o.test');
  const commit = await open([BUY, [tenant, 'sub_early']]);
  const closing = transaction(['select private.offboard($1)', [tenant]]);
  await doneOrWaiting(closing);
  await commit();
  expect(await closing).toHaveLength(1);
  expect(await canceled('sub_early')).toBe(1);
});
