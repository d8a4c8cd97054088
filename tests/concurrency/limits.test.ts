// S9, S10: plans and domains when several people act at the same moment. Whatever they do, nobody deadlocks, limits hold, and
// (after the file) no invariant is broken.
import { expect, test } from 'vitest';
import { atOnce, CLIENTS, tally, useClients } from './support.ts';

const { owner, request, transaction, open, doneOrWaiting } = await useClients();
let count = 0;

type Shop = { boss: string; tenant: string; website: string };

async function shop(plan = 'pro'): Promise<Shop> {
  const boss = `l${++count}@a.test`;
  await owner('select tests.sign_up($1)', [boss]);
  const [{ tenant, website }] = await owner('select tests.tenant_of($1) as tenant, tests.website_of($1) as website', [boss]);
  await owner('select tests.on_plan($1, $2)', [tenant, plan]);
  return { boss, tenant, website };
}

const changePlan = (tenant: string, slug: string) =>
  transaction(['select private.change_plan($1, (select id from plans where slug = $2))', [tenant, slug]]);
const useOf = async (tenant: string) => (await owner('select website_count as websites, member_count as seats from usage_counters where tenant_id = $1', [tenant]))[0];
const claim = (boss: string, website: string, domain: string) => request(boss, 'select add_domain($1, $2)', [website, domain]);
// as DNS would say that the website's claim is right
const check = async ({ website }: Shop) => {
  const [claimed] = await owner('select tenant_id, id, cname_target from domain_verifications where website_id = $1', [website]);
  if (!claimed) return 'domain_changed';
  const values = [claimed.tenant_id, claimed.id, [claimed.cname_target]];
  return transaction(['set local role service_role'], ['select verified from record_domain_check($1, $2, $3)', values]);
};
const served = async (domain: string) => (await owner('select object_id from private.directory where key = $1', [domain])).map((row) => row.object_id);

test('S9: a downgrade while websites are made: none beyond the plan is left', async () => {
  for (let round = 0; round < 8; round++) {
    const { boss, tenant } = await shop();
    await atOnce((i) => request(boss, 'select create_website($1)', [`First ${i}`]), 3);
    const answers = await atOnce((i) => (i === round ? changePlan(tenant, 'growth') : request(boss, 'select create_website($1)', [`Site ${i}`])));
    expect(Object.keys(tally(answers)).filter((each) => !['done', 'quota_exceeded'].includes(each))).toEqual([]);
    expect((await useOf(tenant)).websites).toBe(3);
  }
});

test('S9: a website that is being made when the plan shrinks is seen by it', async () => {
  const { boss, tenant } = await shop();
  const commit = await open(['select tests.act_as($1)', [boss]], [`select create_website('Late')`]);
  const shrunk = changePlan(tenant, 'starter');
  await doneOrWaiting(shrunk);
  await commit();
  expect(tally([await shrunk])).toEqual({ done: 1 });
  expect((await useOf(tenant)).websites).toBe(1);
  expect(await owner(`select name from websites where tenant_id = $1 and status = 'archived'`, [tenant])).toEqual([{ name: 'Late' }]);
});

test('S9: who makes a website while the plan shrinks meets the new one', async () => {
  const { boss, tenant } = await shop();
  const commit = await open(['select private.change_plan($1, (select id from plans where slug = $2))', [tenant, 'starter']]);
  const made = request(boss, `select create_website('Late')`);
  await doneOrWaiting(made);
  await commit();
  expect(await made).toBe('quota_exceeded');
  expect((await useOf(tenant)).websites).toBe(1);
});

test('S9: a downgrade while people join: nobody beyond the seats is left, and the owner is', async () => {
  for (let round = 0; round < 8; round++) {
    const { tenant, website } = await shop();
    const people = Array.from({ length: CLIENTS }, () => `l${++count}@a.test`);
    for (const email of people) await owner(`select tests.sign_up($1, '{"signup_as": "invitee"}')`, [email]);
    const answers = await atOnce((i) => {
      if (i === round) return changePlan(tenant, 'growth');
      if (i % 3 === 0) return transaction([`insert into website_members (tenant_id, website_id, user_id, accepted_at) values ($1, $2, tests.user_of($3), now())`, [tenant, website, people[i]]]);
      return transaction([`select tests.add_member($1, $2, 'viewer')`, [people[i], tenant]]);
    });
    expect(Object.keys(tally(answers)).filter((each) => !['done', 'quota_exceeded'].includes(each))).toEqual([]);
    expect((await useOf(tenant)).seats).toBeLessThanOrEqual(5);
    expect(await owner(`select is_active from tenant_members where tenant_id = $1 and role = 'owner'`, [tenant])).toEqual([{ is_active: true }]);
  }
});

test('A11, S9: plans that change while sites are published, archived, restored and renamed: no deadlock', async () => {
  const { boss, tenant, website } = await shop();
  await atOnce((i) => request(boss, 'select create_website($1)', [`Site ${i}`]), 4);
  const some = '(select id from websites order by random() limit 1)';
  const acts: ((i: number) => Promise<unknown>)[] = [
    (i) => changePlan(tenant, ['starter', 'growth', 'pro'][i % 3]!),
    () => request(boss, `select publish_website(${some})`),
    () => request(boss, `select archive_website(${some})`),
    () => request(boss, `select restore_website(${some})`),
    () => request(boss, `insert into pages (website_id, title, slug) values ($1, 'New', '/n-' || gen_random_uuid())`, [website]),
    (i) => request(boss, `update websites set name = 'Renamed' where id = ${some} and $1 > 0 returning id`, [i + 1]),
    () => claim(boss, website, 'www.busy.test'),
    () => check({ boss, tenant, website }),
    () => request(boss, 'select remove_domain($1)', [website]),
  ];
  const answers = (await atOnce((i) => acts[(i * 5) % acts.length]!(i), 200)) as (any[] | string)[];
  const expected = ['done', 'quota_exceeded', 'website_archived', 'plan_required', 'domain_changed', 'domain_off', 'rate_limited', 'taken'];
  expect(Object.keys(tally(answers)).filter((each) => !expected.includes(each))).toEqual([]);
});

test('S10: many websites verify one name at once: one has it', async () => {
  const shops: Shop[] = [];
  for (let i = 0; i < CLIENTS; i++) shops.push(await shop('growth'));
  await Promise.all(shops.map(({ boss, website }) => claim(boss, website, 'www.wanted.test')));
  for (let round = 0; round < 5; round++) {
    const answers = await atOnce((i) => check(shops[i]!));
    expect(Object.keys(tally(answers)).filter((each) => !['done', 'taken'].includes(each))).toEqual([]);
    const holders = await served('www.wanted.test');
    expect(holders).toHaveLength(1);
    expect(await owner(`select website_id as id from domain_verifications where domain = 'www.wanted.test' and verified`)).toEqual([{ id: holders[0] }]);
  }
});

test('S10: a domain removed while it is verified is not served', async () => {
  for (let round = 0; round < 15; round++) {
    const one = await shop('growth');
    const domain = `www.gone-${round}.test`;
    await claim(one.boss, one.website, domain);
    const answers = await atOnce((i) => (i === round % 2 ? check(one) : request(one.boss, 'select remove_domain($1)', [one.website])), 2);
    expect(Object.keys(tally(answers)).filter((each) => !['done', 'domain_changed'].includes(each))).toEqual([]);
    expect(await served(domain)).toEqual([]);
  }
});

test('S9, S10: a domain verified while the plan shrinks is not served', async () => {
  for (let round = 0; round < 15; round++) {
    const one = await shop('growth');
    const domain = `www.shrunk-${round}.test`;
    await claim(one.boss, one.website, domain);
    const answers = await atOnce((i) => (i === round % 2 ? check(one) : changePlan(one.tenant, 'starter')), 2);
    expect(Object.keys(tally(answers)).filter((each) => !['done', 'domain_off', 'plan_required'].includes(each))).toEqual([]);
    expect(await served(domain)).toEqual([]);
  }
});

test('S10: checks that are due are handed out once, however many ask', async () => {
  await owner(`update domain_verifications set next_check_at = now() - interval '1 minute' where switched_off_at is null`);
  const [{ due }] = await owner('select count(*)::int as due from domain_verifications where next_check_at <= now()');
  const answers = await atOnce(() => transaction(['set local role service_role'], ['select id from due_domain_checks(1000)']));
  const ids = answers.flat().map((row) => (row as { id: string }).id);
  expect(ids).toHaveLength(due);
  expect(new Set(ids).size).toBe(due);
});

test('T3, S8: one person is given many free tenants at once: as many as one may own', async () => {
  const heir = `l${++count}@a.test`;
  await owner('select tests.sign_up($1)', [heir]);
  const shops: (Shop & { member: string })[] = [];
  for (let i = 0; i < CLIENTS; i++) {
    const one = await shop();
    const [{ member }] = await owner(`select tests.add_member($1, $2, 'admin') as member`, [heir, one.tenant]);
    await owner(`update plans set max_collaborators = 2 where slug = 'starter'`);
    await owner(`select tests.on_plan($1, 'starter')`, [one.tenant]);
    shops.push({ ...one, member });
  }
  const answers = await atOnce((i) => request(shops[i]!.boss, 'select transfer_ownership($1, $2)', [shops[i]!.tenant, shops[i]!.member]));
  expect(tally(answers)).toEqual({ done: 2, new_owner_full: CLIENTS - 2 });
});
