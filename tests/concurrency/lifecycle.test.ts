// A tenant that goes away while people sign in, write and publish: nobody deadlocks, nothing of it stays, and (after the
// file) no invariant is broken.
import { expect, test } from 'vitest';
import { atOnce, CLIENTS, tally, useClients } from './support.ts';

const { owner, request, transaction } = await useClients();
let count = 0;

async function people(n: number): Promise<{ emails: string[]; tenant: string; website: string }> {
  const emails = Array.from({ length: n }, () => `l${++count}@l.test`);
  for (const email of emails) await owner('select tests.sign_up($1)', [email]);
  const [{ tenant, website }] = await owner('select tests.tenant_of($1) as tenant, tests.website_of($1) as website', [emails[0]]);
  await owner(`select tests.on_plan($1, 'pro')`, [tenant]);
  for (const email of emails.slice(1)) await owner(`select tests.add_member($1, $2, 'developer')`, [email, tenant]);
  return { emails, tenant, website };
}

const offboard = (tenant: string) => owner(`update tenants set status = 'offboarded', offboard_scheduled_at = now() - interval '91 days' where id = $1`, [tenant]);
const purge = (tenant: string) => transaction(['select private.purge_tenant($1)', [tenant]]);

const LEFT = `select
  (select count(*) from tenants where id = $1) + (select count(*) from websites where tenant_id = $1) + (select count(*) from pages where tenant_id = $1)
  + (select count(*) from tenant_members where tenant_id = $1) + (select count(*) from audit_logs where tenant_id = $1)
  + (select count(*) from private.directory where tenant_id = $1) + (select count(*) from users where active_tenant_id = $1) as left`;

test('T6: purging while its people sign in, rename themselves and switch to it', async () => {
  for (let round = 0; round < 8; round++) {
    const { emails, tenant } = await people(4);
    await offboard(tenant);
    const answers = await atOnce((i) => {
      const email = emails[i % 4];
      if (i === round % CLIENTS) return purge(tenant);
      if (i % 3 === 0) return transaction([`update auth.users set last_sign_in_at = clock_timestamp() where email = $1`, [email]]);
      if (i % 3 === 1) return request(email, `update users set full_name = $1 returning id`, [`Name ${i}`]);
      return request(email, 'select set_active_tenant($1)', [tenant]);
    });
    expect(Object.keys(tally(answers)).filter((each) => !['done', 'tenant_not_allowed'].includes(each))).toEqual([]);
    expect(await owner(LEFT, [tenant])).toEqual([{ left: '0' }]);
  }
});

test('T6: purging while the service still writes', async () => {
  for (let round = 0; round < 8; round++) {
    const { emails, tenant, website } = await people(3);
    await offboard(tenant);
    const answers = await atOnce((i) => {
      if (i === round % CLIENTS) return purge(tenant);
      if (i % 4 === 0) return transaction([`insert into pages (tenant_id, website_id, title, slug) values ($1, $2, 'New', $3)`, [tenant, website, `/p${i}`]]);
      if (i % 4 === 1) return transaction(['select private.create_website_for($1, $2, $3)', [tenant, 'New', `w-${tenant.slice(0, 8)}-${i}`]]);
      if (i % 4 === 2) return transaction(['update tenant_members set is_active = not is_active where tenant_id = $1 and user_id = tests.user_of($2)', [tenant, emails[1 + (i % 2)]]]);
      return transaction([`insert into website_members (tenant_id, website_id, user_id, accepted_at) values ($1, $2, tests.user_of($3), now()) on conflict do nothing`, [tenant, website, emails[1 + (i % 2)]]]);
    });
    // whoever came too late finds nothing to write below
    expect(Object.keys(tally(answers)).filter((each) => each !== 'done' && !each.startsWith('23503')).filter((each) => each !== 'not_found')).toEqual([]);
    expect(await owner(LEFT, [tenant])).toEqual([{ left: '0' }]);
  }
});

test('T6: purged twice at once, and brought back at the last moment: one of them', async () => {
  for (let round = 0; round < 8; round++) {
    const { emails, tenant } = await people(1);
    await owner(`update tenants set status = 'offboarded' where id = $1`, [tenant]);
    const answers = await atOnce((i) => (i % 2 ? transaction(['select private.purge_tenant($1, true)', [tenant]]) : request(emails[0], 'select cancel_offboarding($1)', [tenant])));
    const [purged, back] = [tally(answers.filter((_, i) => i % 2)), tally(answers.filter((_, i) => i % 2 === 0))];
    const [{ alive }] = await owner('select count(*)::int as alive from tenants where id = $1', [tenant]);
    if (alive) expect([purged, back]).toEqual([{ conflict: CLIENTS / 2 }, { done: CLIENTS / 2 }]);
    else expect([purged, back]).toEqual([{ done: 1, not_found: CLIENTS / 2 - 1 }, { not_found: CLIENTS / 2 }]);
  }
});

test('T6, S2: offboarded while everybody publishes: whatever was published, the site is dark', async () => {
  for (let round = 0; round < 8; round++) {
    const { emails, tenant, website } = await people(4);
    await request(emails[0], 'select (publish_website($1)).id', [website], tenant);
    const answers = await atOnce((i) =>
      i === round % CLIENTS
        ? request(emails[0], 'select (offboard_tenant($1)).id', [tenant], tenant)
        : request(emails[i % 4], 'select (publish_website($1)).id', [website], tenant));
    const outcomes = tally(answers);
    expect(Object.keys(outcomes).filter((each) => !['done', 'forbidden', 'tenant_offboarded'].includes(each))).toEqual([]);
    expect(outcomes.done).toBeGreaterThanOrEqual(1);
    expect(await owner('select status from tenants where id = $1', [tenant])).toEqual([{ status: 'offboarded' }]);
    expect(await owner('select distinct serving from private.directory where tenant_id = $1', [tenant])).toEqual([{ serving: false }]);
  }
});

test('T3, T6: an owner who leaves while handing over: the tenant has an owner who is there, or an end', async () => {
  for (let round = 0; round < 8; round++) {
    const { emails, tenant } = await people(3);
    await owner(`update tenant_members set role = 'admin' where tenant_id = $1 and role <> 'owner'`, [tenant]);
    const [{ id }] = await owner('select id from tenant_members where tenant_id = $1 and user_id = tests.user_of($2)', [tenant, emails[2]]);
    const answers = await atOnce((i) =>
      i === 0 ? transaction(['delete from auth.users where email = $1', [emails[round % 2 ? 0 : 2]]])
      : i === 1 ? request(emails[0], 'select transfer_ownership($1, $2)', [tenant, id], tenant)
      : transaction(['delete from auth.users where email = $1', [emails[1]]]), 3);
    expect(Object.keys(tally(answers)).filter((each) => !['done', 'forbidden', 'not_found', 'unauthenticated', 'tenant_not_allowed'].includes(each))).toEqual([]);
  }
});

test('T11: admins who take each other’s standing at once: one is left', async () => {
  for (let round = 0; round < 8; round++) {
    const { emails } = await people(CLIENTS);
    await owner(`update user_roles set role = 'member'`);
    await owner(`update user_roles set role = 'admin' where user_id in (select tests.user_of(e) from unnest($1::text[]) e)`, [emails]);
    const answers = await atOnce((i) => transaction(
      ['select tests.act_as_platform_admin($1)', [emails[i]]],
      [i % 2 ? `select set_platform_role(tests.user_of($1), 'member')` : 'select disable_user(tests.user_of($1))', [emails[(i + 1) % CLIENTS]]],
    ));
    expect(Object.keys(tally(answers)).filter((each) => !['done', 'forbidden', 'user_disabled'].includes(each))).toEqual([]);
    const [{ admins }] = await owner(`select count(*)::int as admins from user_roles r join users u on u.id = r.user_id where r.role = 'admin' and u.status = 'active'`);
    expect(admins).toBeGreaterThanOrEqual(1);
  }
});

test('O4: maintenance in many places at once: each tenant is purged once, nobody waits for another', async () => {
  await owner(`update tenants set status = 'active' where status = 'suspended'`);
  const before = (await owner(`select count(*)::int as n from audit_logs where action = 'tenant.purged'`))[0].n;
  const { emails } = await people(4);
  await owner(`update tenants set status = 'offboarded', offboard_scheduled_at = now() - interval '91 days' where id in (select tests.tenant_of(e) from unnest($1::text[]) e)`, [emails]);
  const answers = await atOnce(() => transaction(['select task, done, problem from private.run_maintenance()']), 2 * CLIENTS);
  const reports = answers.flatMap((answer) => answer as { task: string; done: string | null; problem: string | null }[]);
  expect(new Set(reports.map(({ problem }) => problem))).toEqual(new Set([null, 'busy elsewhere']));
  expect(reports.filter(({ task }) => task === 'purges').reduce((sum, { done }) => sum + Number(done ?? 0), 0)).toBe(4);
  expect((await owner(`select count(*)::int as n from audit_logs where action = 'tenant.purged'`))[0].n - before).toBe(4);
});
