// What several people do to one tenant at the same moment. Whatever they do, nobody deadlocks, limits hold, and (after the
// file) no invariant is broken.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { atOnce, CLIENTS, tally, useClients } from './support.ts';

const { owner, request, transaction, open, doneOrWaiting } = await useClients();
let count = 0;

/** People of their own for each test; the first one's tenant, on the plan given. */
async function people(n: number, plan = 'pro', meta = '{}'): Promise<{ emails: string[]; tenant: string }> {
  const emails = Array.from({ length: n }, () => `p${++count}@a.test`);
  for (const email of emails) await owner('select tests.sign_up($1, $2)', [email, meta]);
  const [{ tenant }] = await owner('select tests.tenant_of($1) as tenant', [emails[0]]);
  await owner('select tests.on_plan($1, $2)', [tenant, plan]);
  return { emails, tenant };
}

async function join(email: string, tenant: string, role: string): Promise<string> {
  return (await owner('select tests.add_member($1, $2, $3) as id', [email, tenant, role]))[0].id;
}

test('T2: free tenants asked for at once stay within the cap', async () => {
  const { emails: [ann] } = await people(1, 'starter');
  const answers = await atOnce((i) => request(ann, 'select (create_tenant($1)).id', [`Tenant ${i}`]), 2 * CLIENTS);
  expect(tally(answers)).toEqual({ done: 2, free_tenants: 2 * CLIENTS - 2 });
  expect(await owner(`select count(*)::int as owned from tenant_members where user_id = tests.user_of($1) and role = 'owner'`, [ann])).toEqual([{ owned: 3 }]);
});

test('T2: tenants of one name made at once have slugs of their own', async () => {
  for (const name of ['Pizza Palace', 'ピザ']) {
    const { emails } = await people(CLIENTS);
    const answers = await atOnce((i) => request(emails[i], 'select (create_tenant($1)).slug', [name]));
    expect(tally(answers)).toEqual({ done: CLIENTS });
    expect(new Set(answers.map((rows) => (rows as any[])[0].slug)).size).toBe(CLIENTS);
  }
});

test('T1: people signing up at once each have all they need', async () => {
  const answers = await atOnce((i) => transaction([`select tests.sign_up($1, '{"tenant_name": "Same"}')`, [`s${i}@s.test`]]), 2 * CLIENTS);
  expect(tally(answers)).toEqual({ done: 2 * CLIENTS });
  expect(await owner(`select count(*)::int as tenants from tenants where name = 'Same'`)).toEqual([{ tenants: 2 * CLIENTS }]);
  expect(await owner('select * from private.signup_failures')).toEqual([]);
});

test('S8: members joining at once stay within the seats', async () => {
  const { emails, tenant } = await people(CLIENTS + 1, 'growth');
  const answers = await atOnce((i) => transaction([`select tests.add_member($1, $2, 'viewer')`, [emails[i + 1], tenant]]));
  expect(tally(answers)).toEqual({ done: 4, quota_exceeded: CLIENTS - 4 });
  expect(await owner('select member_count from usage_counters where tenant_id = $1', [tenant])).toEqual([{ member_count: 5 }]);
});

test('S8: members and collaborators coming and going at once leave the right count', async () => {
  const { emails, tenant } = await people(CLIENTS + 1, 'growth');
  const [ann, ...others] = emails;
  await owner(`update tenants set plan_id = (select id from plans where slug = 'pro') where id = $1`, [tenant]);
  for (const email of others) await join(email, tenant, 'viewer');
  await owner('select tests.on_plan($1, $2)', [tenant, 'growth']);
  for (let round = 0; round < 5; round++) {
    await atOnce(async (i) => {
      await request(ann, 'update tenant_members set is_active = not is_active where email = $1', [others[i]]);
      await transaction([
        `insert into website_members (tenant_id, website_id, user_id, accepted_at) values ($1, tests.website_of($2), tests.user_of($3), now())
         on conflict (user_id, tenant_id, website_id) do update set accepted_at = case when website_members.accepted_at is null then now() end`,
        [tenant, ann, others[(i + round) % CLIENTS]],
      ]);
    });
  }
  const [{ member_count }] = await owner('select member_count from usage_counters where tenant_id = $1', [tenant]);
  expect(await owner(
    `select count(*)::int as seats from (select user_id from tenant_members where tenant_id = $1 and is_active
     union select user_id from website_members where tenant_id = $1 and accepted_at is not null) s`,
    [tenant],
  )).toEqual([{ seats: member_count }]);
});

test('T3: two transfers at once: one goes through', async () => {
  for (let round = 0; round < 10; round++) {
    const { emails: [ann, bob, cid], tenant } = await people(3);
    const ids = [await join(bob, tenant, 'admin'), await join(cid, tenant, 'admin')];
    const answers = await atOnce((i) => request(ann, 'select transfer_ownership($1, $2)', [tenant, ids[i]]), 2);
    expect(tally(answers)).toEqual({ done: 1, forbidden: 1 });
    expect(await owner(`select count(*)::int as owners from tenant_members where tenant_id = $1 and role = 'owner'`, [tenant])).toEqual([{ owners: 1 }]);
  }
});

test('T3: a transfer to a member who is being removed: one of the two is refused', async () => {
  for (let round = 0; round < 15; round++) {
    const { emails: [ann, bob, ada], tenant } = await people(3);
    const id = await join(bob, tenant, 'editor');
    await join(ada, tenant, 'admin');
    const [transferred, removed] = await atOnce(
      (i) => i === round % 2
        ? request(ann, 'select transfer_ownership($1, $2)', [tenant, id])
        : request(ada, 'update tenant_members set is_active = false where id = $1 returning id', [id], tenant),
      2,
    ).then((answers) => (round % 2 ? answers.reverse() : answers));
    const outcome = JSON.stringify(tally([transferred])) + JSON.stringify(tally([removed]));
    expect(['{"done":1}{"one_owner":1}', '{"not_found":1}{"done":1}']).toContain(outcome);
    expect(await owner(`select is_active from tenant_members where tenant_id = $1 and role = 'owner'`, [tenant])).toEqual([{ is_active: true }]);
  }
});

test('T3: a tenant handed back and forth by everybody at once has one owner', async () => {
  const { emails, tenant } = await people(4);
  for (const email of emails.slice(1)) await join(email, tenant, 'admin');
  const members = await owner('select id, email from tenant_members where tenant_id = $1 order by id', [tenant]);
  const answers = await atOnce((i) => request(emails[i % 4], 'select transfer_ownership($1, $2)', [tenant, members[(i * 7 + 1) % 4].id], tenant), 40);
  expect(Object.keys(tally(answers)).filter((each) => !['done', 'forbidden'].includes(each))).toEqual([]);
  expect(await owner(`select count(*)::int as owners from tenant_members where tenant_id = $1 and role = 'owner'`, [tenant])).toEqual([{ owners: 1 }]);
});

test('a person renamed while their teams change: no deadlock, and every list shows the name', async () => {
  const { emails } = await people(4);
  const tenants: string[] = [];
  for (const email of emails) {
    const [{ tenant }] = await owner('select tests.tenant_of($1) as tenant', [email]);
    await owner(`select tests.on_plan($1, 'pro')`, [tenant]);
    tenants.push(tenant);
    for (const other of emails) if (other !== email) await join(other, tenant, 'viewer');
  }
  const answers = await atOnce((i) => {
    const me = i % 4;
    return i % 3
      ? request(emails[me], 'update users set full_name = $1 returning id', [`Name ${i}`])
      : request(emails[me], `update tenant_members set is_active = not is_active where role = 'viewer' returning id`, [], tenants[me]);
  }, 10 * CLIENTS);
  expect(tally(answers)).toEqual({ done: 10 * CLIENTS });
});

test('a person renamed while they join: the list shows the new name', async () => {
  const { emails: [, bob], tenant } = await people(2);
  const commit = await open(['select tests.add_member($1, $2, $3)', [bob, tenant, 'viewer']]);
  const renamed = request(bob, `update users set full_name = 'Renamed' returning id`);
  await doneOrWaiting(renamed);
  await commit();
  expect(tally([await renamed])).toEqual({ done: 1 });
  expect(await owner('select display_name from tenant_members where tenant_id = $1 and email = $2', [tenant, bob])).toEqual([{ display_name: 'Renamed' }]);
});

const confirm = (email: string) => transaction(['update auth.users set email_confirmed_at = now() where email = $1', [email]]);

test('T1: an address confirmed while its owner makes a tenant activates that one too', async () => {
  const ann = `p${++count}@a.test`;
  await owner(`select tests.sign_up($1, '{}', false)`, [ann]);
  const commit = await open(['select tests.act_as($1)', [ann]], [`select create_tenant('Another')`]);
  const confirmed = confirm(ann);
  await doneOrWaiting(confirmed);
  await commit();
  expect(tally([await confirmed])).toEqual({ done: 1 });
  expect(await owner('select distinct t.status from tenants t join tenant_members m on m.tenant_id = t.id where m.email = $1', [ann])).toEqual([{ status: 'active' }]);
});

test('T1, T3: an address confirmed while its owner is handed a pending tenant activates it', async () => {
  const [ann, bob] = [`p${++count}@a.test`, `p${++count}@a.test`];
  for (const email of [ann, bob]) await owner(`select tests.sign_up($1, '{}', false)`, [email]);
  const [{ tenant }] = await owner(`select tests.tenant_of($1) as tenant`, [ann]);
  await owner(`select tests.on_plan($1, 'pro')`, [tenant]);
  const commit = await open(['select tests.act_as($1)', [ann]], ['select transfer_ownership($1, $2)', [tenant, await join(bob, tenant, 'viewer')]]);
  const confirmed = confirm(bob);
  await doneOrWaiting(confirmed);
  await commit();
  expect(tally([await confirmed])).toEqual({ done: 1 });
  expect(await owner('select status from tenants where id = $1', [tenant])).toEqual([{ status: 'active' }]);
});

test('A11, T3: a pending tenant handed on while a website is archived: no deadlock', async () => {
  for (const archivesFirst of [true, false]) {
    const [ann, bob] = [`p${++count}@a.test`, `p${++count}@a.test`];
    await owner(`select tests.sign_up($1, '{}', false)`, [ann]);
    await owner('select tests.sign_up($1)', [bob]);
    const [{ tenant, website }] = await owner('select tests.tenant_of($1) as tenant, tests.website_of($1) as website', [ann]);
    await owner(`select tests.on_plan($1, 'pro')`, [tenant]);
    const id = await join(bob, tenant, 'admin');
    const acts = [
      () => request(bob, 'select archive_website($1)', [website], tenant),
      () => request(ann, 'select transfer_ownership($1, $2)', [tenant, id]),
    ];
    // Both stop at the tenant, one after the other.
    const go = await open(['select from tenants where id = $1 for update', [tenant]]);
    const answers = [];
    for (const act of archivesFirst ? acts : acts.reverse()) {
      answers.push(act());
      await sleep(200);
    }
    await go();
    expect(tally(await Promise.all(answers))).toEqual({ done: 2 });
  }
});

test('O2: consumers at once never get more than the bucket holds', async () => {
  const answers = await atOnce(() => transaction([`select allowed, remaining from private.consume_rate_limit('busy', 20, 0.0001)`]), 20 * CLIENTS);
  expect(tally(answers)).toEqual({ done: 20 * CLIENTS });
  const rows = answers.map((answer) => (answer as any[])[0]);
  expect(rows.filter((row) => row.allowed)).toHaveLength(20);
  expect(rows.every((row) => row.remaining >= 0)).toBe(true);
});

test('a key claimed by everybody at once goes to one', async () => {
  const { emails } = await people(CLIENTS);
  const answers = await atOnce((i) => transaction([`select private.directory_claim('embed_key', 'one', tests.tenant_of($1), gen_random_uuid())`, [emails[i]]]));
  expect(tally(answers)).toEqual({ done: 1, taken: CLIENTS - 1 });
});

test('O1: partitions asked for at once are made once', async () => {
  expect(tally(await atOnce(() => transaction(['select private.ensure_partitions()'])))).toEqual({ done: CLIENTS });
});

test('O1: partitions are made while others write audit rows', async () => {
  const [{ last }] = await owner(`select 'private.audit_logs_' || to_char(now() at time zone 'UTC' + interval '3 months', 'YYYY_MM') as last`);
  await owner(`drop table ${last}`);
  const commit = await open([`select private.record_audit('a.b', 'tenant', null)`]);
  const made = transaction([`set local lock_timeout = '1s'`], ['select private.ensure_partitions()']);
  expect(tally([await made])).toEqual({ done: 1 });
  await commit();
  expect(await owner(
    `select (select count(*)::int from pg_index where indrelid = c.oid) as indexes, (select count(*)::int from pg_trigger where tgrelid = c.oid) as triggers
     from pg_class c where c.oid = '${last}'::regclass`,
  )).toEqual([{ indexes: 2, triggers: 2 }]);
});
