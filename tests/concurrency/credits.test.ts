// B6 and S13 when several act at the same moment, and over any sequence of acts: what remains is the sum of transactions,
// nobody owes more than the plan allows (but for refunds), nothing is lost, one key is one use. After the file no invariant
// is broken.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atOnce, CLIENTS, tally, useClients } from './support.ts';

const { owner, request, transaction } = await useClients();
let count = 0;

/** A tenant with an owner and an editor, whose plan lets it owe so much. */
async function team({ overdraft = 0, allowance = 0 } = {}): Promise<{ ann: string; ed: string; tenant: string }> {
  const [ann, ed] = [`c${++count}@c.test`, `c${++count}@c.test`];
  await owner(`select tests.sign_up($1)`, [ann]);
  await owner(`select tests.sign_up($1, '{"signup_as": "invitee"}')`, [ed]);
  const slug = `owing_${overdraft}_${allowance}`;
  await owner(
    `insert into plans (name, slug, credit_overdraft_limit, ai_credits_per_month, max_collaborators, price_monthly_cents, display_order)
     values ($1, $1, $2, $3, 9, 1, 9) on conflict do nothing`,
    [slug, overdraft, allowance],
  );
  const [{ tenant }] = await owner('select tests.tenant_of($1) as tenant', [ann]);
  await owner('select tests.on_plan($1, $2)', [tenant, slug]);
  await owner(`select tests.add_member($1, $2, 'editor')`, [ed, tenant]);
  return { ann, ed, tenant };
}

const grant = (tenant: string, credits: number, source: string, expires: string | null = null) =>
  transaction([`select remaining_credits from private.add_credits($1, 'one_time:credits', $2, 'checkout', $3, $4)`, [tenant, credits, source, expires]]);
const refund = (tenant: string, source: string, credits: number) => transaction(['select private.refund_credits($1, $2, $3)', [tenant, source, credits]]);
const consume = (email: string, tenant: string, amount: number, key: string) =>
  request(email, 'select balance from consume_credits($1, null, $2)', [amount, key], tenant);
const begin = async (email: string, tenant: string): Promise<{ status: number; id: string }> =>
  ((await request(email, `select status, id from begin_ai_action('suggest_copy')`, [], tenant)) as [{ status: number; id: string }])[0];
const finish = (tenant: string, id: string, status: string) => transaction([`select (private.finish_ai_action($1, $2, $3, 0, 0, 0, null)).status`, [tenant, id, status]]);
const standing = async (tenant: string) =>
  (await owner(
    `select coalesce(b.remaining, 0)::int as remaining, coalesce(b.overdraft, 0)::int as overdraft,
       (select coalesce(sum(t.credits), 0) from credit_transactions t where t.tenant_id = $1)::int as sum
     from tenants t left join credit_balances b on b.tenant_id = t.id where t.id = $1`,
    [tenant],
  ))[0] as { remaining: number; overdraft: number; sum: number };

test('B6: many use the last credits at once: exactly so many as there are', async () => {
  for (let round = 0; round < 5; round++) {
    const { ann, ed, tenant } = await team();
    await grant(tenant, 3, 'one');
    await grant(tenant, 2, 'two');
    expect(tally(await atOnce((i) => consume(i % 2 ? ann : ed, tenant, 1, `k${i}`)))).toEqual({ done: 5, insufficient_credits: CLIENTS - 5 });
    expect(await standing(tenant)).toEqual({ remaining: 0, overdraft: 0, sum: 0 });
  }
});

test('B6: an overdraft is used up to its limit by whoever is first, and not beyond', async () => {
  for (let round = 0; round < 5; round++) {
    const { ann, ed, tenant } = await team({ overdraft: 4 });
    expect(tally(await atOnce((i) => consume(i % 2 ? ann : ed, tenant, 1, `k${i}`)))).toEqual({ done: 4, insufficient_credits: CLIENTS - 4 });
    expect(await standing(tenant)).toEqual({ remaining: 0, overdraft: 4, sum: -4 });
  }
});

test('B6: one key many times at once is one use, with one answer', async () => {
  const { ann, tenant } = await team();
  await grant(tenant, 100, 'one');
  const answers = await atOnce(() => consume(ann, tenant, 7, 'the same'));
  expect(answers).toEqual(Array(CLIENTS).fill([{ balance: '93' }]));
  expect((await standing(tenant)).sum).toBe(93);
});

test('B6: a person’s limit holds for all they do at once', async () => {
  const { ann, ed, tenant } = await team({ allowance: 2 });
  await grant(tenant, 100, 'one');
  await request(ann, `select set_credit_limit(tests.user_of($1), 5)`, [ed], tenant);
  const answers = await atOnce(async (i) => (i % 2 ? consume(ed, tenant, 2, `k${i}`) : begin(ed, tenant)));
  const [{ used }] = await owner(`select used_credits as used from tenant_member_credit_limits where tenant_id = $1 and user_id = tests.user_of($2)`, [tenant, ed]);
  const ok = answers.map((answer, i) => (i % 2 ? (Array.isArray(answer) ? 2 : 0) : (answer as { status: number }).status === 200 ? 1 : 0)).reduce((a: number, b) => a + b, 0);
  expect(used).toBe(ok);
  expect(used).toBeLessThanOrEqual(5);
  expect(used).toBeGreaterThanOrEqual(4);
});

test('B6, B2: one purchase granted many times at once, and refunded at the same moment, ends the same', async () => {
  for (let round = 0; round < 5; round++) {
    const { ann, tenant } = await team({ overdraft: 5 });
    await consume(ann, tenant, 5, 'before');
    await atOnce((i) => (i === 0 ? consume(ann, tenant, 3, 'meanwhile') : i < 3 ? refund(tenant, 'cs', 10) : grant(tenant, 10, 'cs')));
    await grant(tenant, 10, 'cs');
    await refund(tenant, 'cs', 10);
    const { sum, remaining } = await standing(tenant);
    const [{ used }] = await owner(`select sum(amount)::int as used from credit_operations where tenant_id = $1`, [tenant]);
    // paid for nothing in the end: all that was used is owed
    expect(sum).toBe(-used);
    expect(remaining).toBe(0);
  }
});

test('S13: two AI calls for the last credit of the allowance: one', async () => {
  for (let round = 0; round < 10; round++) {
    const { ann, ed, tenant } = await team({ allowance: 1 });
    const answers = await atOnce((i) => begin(i ? ann : ed, tenant), 2);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 402]);
  }
});

test('S13, B6: AI calls and others for the last credit of the ledger: one', async () => {
  for (let round = 0; round < 10; round++) {
    const { ann, ed, tenant } = await team();
    await grant(tenant, 1, 'one');
    const answers = await atOnce(async (i) => (i % 2 ? Array.isArray(await consume(ed, tenant, 1, `k${i}`)) : (await begin(ann, tenant)).status === 200));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await standing(tenant)).toEqual({ remaining: 0, overdraft: 0, sum: 0 });
  }
});

test('S13: success, failure and maintenance at once: one of them, and others begin meanwhile', async () => {
  for (let round = 0; round < 10; round++) {
    const { ann, ed, tenant } = await team({ allowance: 2 });
    await grant(tenant, 2, 'one');
    const begun = await Promise.all([begin(ann, tenant), begin(ann, tenant), begin(ed, tenant), begin(ed, tenant)]);
    await owner(`update ai_usage_log set created_at = now() - interval '1 hour' where tenant_id = $1`, [tenant]);
    const answers = await atOnce((i) => (i === 7 ? transaction(['select private.maintain_ai_actions()']) : i < 4 ? finish(tenant, begun[i]!.id, i % 2 ? 'success' : 'failed')
      : i === 4 ? finish(tenant, begun[0]!.id, 'success') : transaction([`select tests.act_as($1, $2)`, [ann, tenant]], [`select begin_ai_action('suggest_copy')`])));
    expect(tally(answers)).toEqual({ done: CLIENTS });
    const [{ kept, used }] = await owner(
      `select (select sum(credits) from ai_usage_log where tenant_id = $1)::int as kept,
         (select c.ai_credits_used from usage_counters c where c.tenant_id = $1) + 2 - (select remaining from credit_balances where tenant_id = $1)::int as used`,
      [tenant],
    );
    expect(kept).toBe(used);
  }
});

// ── Any sequence of acts, against a model that fits on a page ──

const small = fc.integer({ min: 1, max: 20 });
const source = fc.integer({ min: 0, max: 5 });
const acts = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('grant' as const), source, credits: small }),
    fc.record({ do: fc.constant('expiring' as const), source, credits: small }),
    fc.record({ do: fc.constant('expire' as const) }),
    fc.record({ do: fc.constant('refund' as const), source, credits: small }),
    fc.record({ do: fc.constant('consume' as const), amount: fc.integer({ min: 1, max: 12 }), key: fc.integer({ min: 0, max: 8 }) }),
    fc.record({ do: fc.constant('begin' as const) }),
    fc.record({ do: fc.constant('finish' as const), nth: fc.nat(4), status: fc.constantFrom('success' as const, 'failed' as const) }),
  ),
  { minLength: 5, maxLength: 40 },
);

const OVERDRAFT = 10;

/** A day goes by for the tenant's credits. */
const nextDay = (tenant: string) =>
  transaction(
    ['alter table credits disable trigger user'],
    [`update credits set effective_at = effective_at - interval '1 day', expires_at = expires_at - interval '1 day' where tenant_id = $1`, [tenant]],
    [`update credit_balances set due_at = due_at - interval '1 day' where tenant_id = $1`, [tenant]],
    ['alter table credits enable trigger user'],
    ['select private.settle_credits($1, clock_timestamp()) from credit_balances where tenant_id = $1', [tenant]],
  );

test('B6: any sequence of grants, uses, refunds, expiries and AI actions keeps the books', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (sequence) => {
      const { ann, tenant } = await team({ overdraft: OVERDRAFT });
      // what came in and what was used for good; the books have to agree with it where nothing expired
      const used = new Map<number, number>();
      const begun: string[] = [];
      const ended = new Map<string, string>();
      let refunded = false;
      for (const act of sequence) {
        const before = await standing(tenant);
        if (act.do === 'grant') await grant(tenant, act.credits, `s${act.source}`);
        if (act.do === 'expiring') await grant(tenant, act.credits, `s${act.source}`, new Date(Date.now() + 12 * 3_600_000).toISOString());
        if (act.do === 'expire') expect(await nextDay(tenant)).toBeInstanceOf(Array);
        if (act.do === 'refund') {
          refunded ||= Array.isArray(await refund(tenant, `s${act.source}`, act.credits));
        }
        if (act.do === 'consume') {
          const answer = await consume(ann, tenant, act.amount, `k${act.key}`);
          const earlier = used.get(act.key);
          const after = await standing(tenant);
          if (earlier !== undefined) {
            if (earlier === act.amount) expect(answer).toBeInstanceOf(Array);
            else expect(answer).toBe('key_reused');
            expect(after).toEqual(before);
          } else if (before.sum + OVERDRAFT >= act.amount) {
            expect(answer).toEqual([{ balance: String(before.sum - act.amount) }]);
            expect(after.sum).toBe(before.sum - act.amount);
            used.set(act.key, act.amount);
          } else {
            expect(answer).toBe('insufficient_credits');
            expect(after).toEqual(before);
          }
        }
        if (act.do === 'begin' && begun.length < 15) {
          const { status, id } = await begin(ann, tenant);
          expect(status).toBe(before.sum + OVERDRAFT >= 1 ? 200 : 402);
          if (status === 200) begun.push(id);
        }
        if (act.do === 'finish' && begun[act.nth]) {
          const id = begun[act.nth]!;
          await finish(tenant, id, act.status);
          const after = await standing(tenant);
          const first = ended.get(id) ?? act.status;
          if (ended.has(id) || first === 'success') expect(after.sum).toBe(before.sum);
          else expect([before.sum, before.sum + 1]).toContain(after.sum); // to a grant that has expired it comes back in vain
          ended.set(id, first);
        }
        const now = await standing(tenant);
        expect(now.sum).toBe(now.remaining - now.overdraft);
        expect(Math.min(now.remaining, now.overdraft)).toBe(0);
        if (!refunded) expect(now.overdraft).toBeLessThanOrEqual(OVERDRAFT);
      }
      expect(await owner('select * from private.credit_sums($1) where kept <> counted', [tenant])).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('B6: random acts over several connections at once keep the books', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 4, maxLength: 6 }), async (sequences) => {
      const { ann, ed, tenant } = await team({ overdraft: OVERDRAFT, allowance: 3 });
      const taken = await Promise.all(
        sequences.map(async (sequence, who) => {
          const email = who % 2 ? ann : ed;
          const begun: string[] = [];
          let used = 0;
          for (const [i, act] of sequence.entries()) {
            if (act.do === 'grant') await grant(tenant, act.credits, `s${act.source}`);
            if (act.do === 'refund') await refund(tenant, `s${act.source}`, act.credits);
            if (act.do === 'consume') {
              const answer = await consume(email, tenant, act.amount, `${who} ${i}`);
              if (Array.isArray(answer)) used += act.amount;
              else expect(answer).toBe('insufficient_credits');
            }
            if (act.do === 'begin' && begun.length < 3) {
              const { status, id } = await begin(email, tenant);
              if (status === 200) begun.push(id);
            }
            if (act.do === 'finish' && begun[act.nth]) await finish(tenant, begun[act.nth]!, act.status);
          }
          return used;
        }),
      );
      const [{ used }] = await owner('select coalesce(sum(amount), 0)::int as used from credit_operations where tenant_id = $1', [tenant]);
      expect(used).toBe(taken.reduce((a, b) => a + b, 0));
      expect(await owner('select * from private.credit_sums($1) where kept <> counted', [tenant])).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
