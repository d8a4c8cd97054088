// Invitations, seats and memberships when several people act at the same moment. Whatever they do, nobody deadlocks, seats
// hold, and (after the file) no invariant is broken.
import { expect, test } from 'vitest';
import { atOnce, CLIENTS, tally, useClients } from './support.ts';

const { owner, request, transaction } = await useClients();
let count = 0;

/** A team of one, on a plan of `seats`, and people without a tenant of their own. */
async function team(n: number, seats = 20): Promise<{ boss: string; people: string[]; tenant: string; website: string }> {
  const [boss, ...people] = Array.from({ length: n + 1 }, () => `t${++count}@a.test`) as [string, ...string[]];
  await owner('select tests.sign_up($1)', [boss]);
  for (const email of people) await owner(`select tests.sign_up($1, '{"signup_as": "invitee"}')`, [email]);
  const [{ tenant, website }] = await owner('select tests.tenant_of($1) as tenant, tests.website_of($1) as website', [boss]);
  const slug = `seats_${seats}`;
  await owner(
    `insert into plans (name, slug, max_collaborators, max_websites, price_monthly_cents, display_order) values ($1, $1, $2, 10, 1, 9) on conflict do nothing`,
    [slug, seats],
  );
  await owner('select tests.on_plan($1, $2)', [tenant, slug]);
  return { boss, people, tenant, website };
}

const invite = async (email: string, tenant: string, role = 'viewer', website: string | null = null): Promise<string> =>
  (await owner('select tests.invite($1, $2, $3, $4) as token', [email, tenant, role, website]))[0].token;
const accept = (email: string, token: string) => request(email, 'select status, reason from accept_invitation($1)', [token]);
const statuses = (answers: unknown[]) => answers.map((answer) => (Array.isArray(answer) ? answer[0].status : answer)).sort();
const seatsOf = async (tenant: string) => (await owner('select member_count + pending_invitations as seats from usage_counters where tenant_id = $1', [tenant]))[0].seats;

test('T8: one person accepting an invitation many times at once joins once', async () => {
  const { people: [ann], tenant } = await team(1);
  const token = await invite(ann!, tenant);
  expect(statuses(await atOnce(() => accept(ann!, token)))).toEqual(Array(CLIENTS).fill(200));
  expect(await owner(`select count(*)::int as joined from audit_logs where tenant_id = $1 and action = 'user.joined'`, [tenant])).toEqual([{ joined: 1 }]);
});

test('T8: two people accept the same invitation: the one it is for joins', async () => {
  for (let round = 0; round < 10; round++) {
    const { people: [ann, eve], tenant } = await team(2);
    const token = await invite(ann!, tenant);
    const [mine, theirs] = await atOnce((i) => accept([ann, eve][i]!, token), 2);
    expect(statuses([mine])).toEqual([200]);
    expect(statuses([theirs])).toEqual([404]);
    expect(await seatsOf(tenant)).toBe(2);
  }
});

test('T8: an address that moves from one person to another while both accept lets one of them in', async () => {
  for (let round = 0; round < 10; round++) {
    const { people: [ann, bob], tenant } = await team(2);
    const shared = `shared${++count}@a.test`;
    await owner('insert into user_emails (user_id, email, verified) values (tests.user_of($1), $2, true)', [ann, shared]);
    const token = await invite(shared, tenant);
    await atOnce((i) => (i === 0 ? accept(ann!, token) : i === 1 ? accept(bob!, token)
      : transaction([`update auth.users set email = $2 where email = $1`, [bob, shared]])), 3);
    const [{ members }] = await owner(`select count(*)::int as members from tenant_members where tenant_id = $1 and role <> 'owner'`, [tenant]);
    expect(members).toBeLessThanOrEqual(1);
  }
});

test('T8: accepted and revoked at once: one or the other', async () => {
  for (let round = 0; round < 20; round++) {
    const { boss, people: [ann], tenant } = await team(1);
    const token = await invite(ann!, tenant);
    const [accepted, revoked] = await atOnce((i) => (i === 0 ? accept(ann!, token)
      : request(boss, 'select (revoke_invitation(id)).status from invitations')), 2);
    const outcome = `${statuses([accepted])} ${typeof revoked === 'string' ? revoked : 'revoked'}`;
    expect(['200 invitation_closed', '404 revoked']).toContain(outcome);
  }
});

test('T8: one address invited by everybody at once is invited once, and one token works', async () => {
  const { boss, people: [ann], tenant } = await team(1);
  const answers = await atOnce(() => request(boss, `select (create_invitation($1, 'viewer')).token`, [ann]));
  expect(tally(answers)).toEqual({ done: CLIENTS });
  expect(await seatsOf(tenant)).toBe(2);
  const good: number[] = [];
  for (const answer of answers) good.push(statuses([await accept(ann!, (answer as { token: string }[])[0]!.token)])[0]);
  expect(good.filter((status) => status === 200)).toHaveLength(1);
});

test('T8, S8: the last seat is taken once, whether invited to, accepted, added or given back', async () => {
  for (let round = 0; round < 5; round++) {
    const { boss, people, tenant, website } = await team(8, 4);
    // the owner, one invited, one deactivated: two seats left
    const token = await invite(people[0]!, tenant);
    await owner(`select tests.add_member($1, $2, 'viewer')`, [people[1], tenant]);
    await request(boss, 'update tenant_members set is_active = false where email = $1', [people[1]]);
    const answers = await atOnce((i) => {
      switch (i) {
        case 0: return accept(people[0]!, token);
        case 1: return request(boss, 'update tenant_members set is_active = true where email = $1 returning id', [people[1]]);
        case 2: case 3: return request(boss, `select create_invitation($1, 'viewer')`, [people[i]]);
        case 4: return request(boss, `select create_invitation($1, 'viewer', $2)`, [people[i], website]);
        case 5: return transaction([`insert into website_members (tenant_id, website_id, user_id, accepted_at) values ($1, $2, tests.user_of($3), now())`, [tenant, website, people[i]]]);
        default: return transaction([`select tests.add_member($1, $2, 'viewer')`, [people[i], tenant]]);
      }
    });
    expect(statuses([answers[0]])).toEqual([200]);
    expect(tally(answers.slice(1))).toEqual({ done: 2, quota_exceeded: CLIENTS - 3 });
    expect(await seatsOf(tenant)).toBe(4);
  }
});

test('T8: many accepting at once on a plan that has shrunk stay within it', async () => {
  const { people, tenant } = await team(CLIENTS, 20);
  const tokens: string[] = [];
  for (const email of people) tokens.push(await invite(email, tenant));
  await owner('select tests.on_plan($1, $2)', [tenant, 'growth']);
  // whoever is invited holds a seat as well: nobody fits until some are revoked
  expect(statuses(await atOnce((i) => accept(people[i]!, tokens[i]!)))).toEqual(Array(CLIENTS).fill(402));
  await owner(`update invitations set status = 'revoked' where tenant_id = $1 and email = any ($2)`, [tenant, people.slice(4)]);
  expect(statuses(await atOnce((i) => accept(people[i]!, tokens[i]!)))).toEqual([200, 200, 200, 200, 404, 404, 404, 404]);
  expect(await seatsOf(tenant)).toBe(5);
});

test('T7, T8: a member deactivated while somebody they invited accepts: before or after, and no door stays open', async () => {
  for (let round = 0; round < 20; round++) {
    const { boss, people: [ada, ann], tenant } = await team(2);
    await owner(`select tests.add_member($1, $2, 'admin')`, [ada, tenant]);
    const [{ token }] = (await request(ada!, `select (create_invitation($1, 'admin')).token`, [ann], tenant)) as { token: string }[];
    const answers = await atOnce((i) => (i === round % 2 ? accept(ann!, token)
      : request(boss, 'update tenant_members set is_active = false where email = $1 returning id', [ada])), 2);
    expect(tally(answers)).toEqual({ done: 2 });
    expect(await owner(`select count(*)::int as pending from invitations where tenant_id = $1 and status = 'pending'`, [tenant])).toEqual([{ pending: 0 }]);
  }
});

test('T7: a member who is removed while writing is let finish, and nothing after', async () => {
  const { boss, people: [ed], tenant, website } = await team(1);
  await owner(`select tests.add_member($1, $2, 'editor')`, [ed, tenant]);
  const write = `insert into pages (website_id, title, slug) values ($1, 'Mine', $2) returning id`;
  const [written, removed] = await Promise.all([
    transaction(['select tests.act_as($1, $2)', [ed, tenant]], ['select pg_sleep(0.3)'], [write, [website, '/first']]),
    transaction(['select pg_sleep(0.1)'], ['select tests.act_as($1)', [boss]], ['update tenant_members set is_active = false where email = $1 returning id', [ed]]),
  ]);
  expect(tally([written, removed])).toEqual({ done: 2 });
  expect(await request(ed!, write, [website, '/second'], tenant)).toBe('tenant_not_allowed');
  expect(await request(ed!, write, [website, '/third'])).toMatch(/^42501 /);
});

test('T9: a role given and removed at once: one or the other', async () => {
  for (let round = 0; round < 15; round++) {
    const { boss, people: [ann, bob], tenant } = await team(2);
    await owner(`select tests.add_member($1, $2, 'viewer')`, [ann, tenant]);
    const [{ id }] = (await request(boss, `insert into tenant_roles (key, name, permissions) values ('r', 'R', '{tenant.read}') returning id`)) as { id: string }[];
    const [given, removed] = await atOnce((i) => {
      if (i === 1) return request(boss, 'delete from tenant_roles where id = $1 returning id', [id]);
      return round % 2
        ? request(boss, `update tenant_members set role = 'custom', custom_role_id = $1 where email = $2 returning id`, [id, ann])
        : request(boss, `select create_invitation($1, 'custom', custom_role => $2)`, [bob, id]);
    }, 2);
    const outcomes = tally([given!, removed!]);
    expect(outcomes.done).toBe(1);
    expect(Object.keys(outcomes).filter((each) => !/^(done|role_in_use|not_found|23503 )/.test(each))).toEqual([]);
  }
});

test('T12: addresses added at once stay within the cap, and one is primary', async () => {
  const { people: [ann] } = await team(1);
  const answers = await atOnce((i) => request(ann!, 'select add_email($1)', [`n${i}@many.test`]), 2 * CLIENTS);
  expect(tally(answers)).toEqual({ done: 9, too_many_emails: 2 * CLIENTS - 9 });
  await owner('update user_emails set verified = true where user_id = tests.user_of($1)', [ann]);
  expect(Object.keys(tally(await atOnce((i) => request(ann!, 'select make_email_primary(id) from user_emails order by email offset $1 limit 1', [i]))))).toEqual(['done']);
  expect(await owner('select count(*)::int as primaries from user_emails where user_id = tests.user_of($1) and is_primary', [ann])).toEqual([{ primaries: 1 }]);
});

test('everybody inviting, joining, leaving and being removed at once: no deadlock, and the count is right', async () => {
  const { boss, people, tenant, website } = await team(6, 6);
  for (let round = 0; round < 6; round++) {
    const tokens = new Map<string, string>();
    for (const email of people) {
      const answer = await request(boss, `select (create_invitation($1, 'viewer', $2)).token`, [email, round % 2 ? website : null]);
      if (Array.isArray(answer)) tokens.set(email, answer[0].token);
    }
    const answers = await atOnce((i) => {
      const email = people[(i + round) % people.length]!;
      switch (i % 5) {
        case 0: case 1: return accept(email, tokens.get(email) ?? '');
        case 2: return request(email, 'select leave_tenant($1)', [tenant]);
        case 3: return request(boss, 'update tenant_members set is_active = not is_active where email = $1 returning id', [email]);
        default: return request(boss, `select create_invitation($1, 'editor')`, [email]);
      }
    }, 3 * CLIENTS);
    expect(Object.keys(tally(answers)).filter((each) => !['done', 'tenant_not_allowed', 'quota_exceeded', 'already_member'].includes(each))).toEqual([]);
    // guesses cost; the next round begins with new ones
    await owner(`delete from private.rate_limit_buckets where key like 'accept_invitation%'`);
  }
});
