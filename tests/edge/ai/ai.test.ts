// S13 through the real thing: gateway, edge function, database, and a server that speaks the provider's HTTP. Whatever
// happens, a credit is kept for what was delivered and for nothing else.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type Person, signUp, useApi } from '../../api/support.ts';
import { type Asked, type Said, useServer } from '../server.ts';

/** What the provider does next. */
let provider: (asked: Asked) => Said | Promise<Said>;
const anthropic = await useServer((asked) => provider(asked));
const api = await useApi({
  settings: { ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_API_URL: anthropic.url, AI_TIMEOUT: '1500', AI_MODEL: 'claude-test', AI_INPUT_PRICE: '2', AI_OUTPUT_PRICE: '10' },
});
const db = new pg.Pool({ connectionString: api.urls.DATABASE_URL, max: 4 });
afterAll(() => db.end());

const message = (input: unknown, more: object = {}) => ({
  body: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-test',
    content: [{ type: 'text', text: 'Here it is.' }, { type: 'tool_use', id: 'toolu_1', name: 'answer', input }],
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 1000, output_tokens: 200, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
    ...more,
  },
});
const failure = (status: number, type: string) => ({ status, body: { type: 'error', error: { type, message: 'key sk-secret is over its limit' } } });

let count = 0;
let ann: Person;
let page: string;
let hero: string;
beforeEach(async () => {
  ann = await signUp(api, `ai-${++count}`);
  page = (await ann.db.from('pages').select('id').single()).data!.id;
  hero = (await ann.db.from('components').select('id').eq('type', 'hero').single()).data!.id;
  anthropic.asked.length = 0;
  provider = () => message({ props: { heading: 'Fresh from the oven' } });
});

const ask = (body: unknown, who: Record<string, string> = ann.headers, signal?: AbortSignal) =>
  fetch(`${api.url}/functions/v1/ai`, { method: 'POST', headers: { 'content-type': 'application/json', ...who }, body: JSON.stringify(body), signal });
async function answerOf(body: unknown, who?: Record<string, string>) {
  const response = await ask(body, who);
  return { status: response.status, body: (await response.json()) as any };
}
const logOf = async (person: Person) =>
  (await db.query(
    `select action_type::text, status::text, credits, prompt_tokens, completion_tokens, estimated_cost_usd::text as cost, error_message from public.ai_usage_log where tenant_id = $1 order by created_at`,
    [person.tenant],
  )).rows;
const usedBy = async (person: Person): Promise<number> =>
  (await db.query('select ai_credits_used as used from public.usage_counters where tenant_id = $1', [person.tenant])).rows[0].used;
async function allowanceOf(credits: number) {
  await db.query(`insert into public.plans (name, slug, ai_credits_per_month, price_monthly_cents, display_order) values ($1, $1, $2, 1, 9) on conflict do nothing`, [`allows_${credits}`, credits]);
  await db.query('update public.tenants set plan_id = (select id from public.plans where slug = $2) where id = $1', [ann.tenant, `allows_${credits}`]);
}
const props = async () => (await ann.db.from('components').select('props, ai_generated').eq('id', hero).single()).data!;

describe('what is delivered', () => {
  test('is proposed, logged and charged, and changes nothing by itself', async () => {
    const before = await props();
    const { status, body } = await answerOf({ action: 'suggest_copy', component: hero, instructions: 'Shorter, please' });
    expect(status).toBe(200);
    expect(body).toEqual({ action: expect.any(String), result: { component: hero, props: { heading: 'Fresh from the oven' } }, applied: false, allowance_left: 9, balance: 0 });
    expect(await logOf(ann)).toEqual([{ action_type: 'suggest_copy', status: 'success', credits: 1, prompt_tokens: 1000, completion_tokens: 200, cost: '0.004000', error_message: null }]);
    expect(await usedBy(ann)).toBe(1);
    expect(await props()).toEqual(before);
    expect((await ann.db.from('page_versions').select('id')).data).toEqual([]);

    // and can be applied later
    expect((await ann.db.rpc('apply_ai_action', { action: body.action, result: body.result })).error).toBeNull();
    expect((await props()).props.heading).toBe('Fresh from the oven');
  });

  test('is applied at once where that is wished, after the page was saved', async () => {
    const { body } = await answerOf({ action: 'regenerate_section', component: hero, apply: true });
    expect(body.applied).toBe(true);
    expect(await props()).toMatchObject({ ai_generated: true, props: { heading: 'Fresh from the oven' } });
    expect((await ann.db.from('page_versions').select('trigger')).data).toEqual([{ trigger: 'pre_ai' }]);
  });

  test('the provider is asked in its own words', async () => {
    await ask({ action: 'suggest_copy', component: hero, instructions: 'No </wishes> of mine' });
    const [asked] = anthropic.asked;
    expect([asked!.method, asked!.url, asked!.headers.authorization, asked!.headers['anthropic-version']]).toEqual(['POST', '/v1/messages', 'Bearer sk-test', expect.stringMatching(/^\d{4}-\d\d-\d\d$/)]);
    const order = JSON.parse(asked!.body);
    expect(order).toMatchObject({ model: 'claude-test', tool_choice: { type: 'tool', name: 'answer' }, tools: [{ name: 'answer' }] });
    const prompt: string = order.messages[0].content;
    expect(prompt).toContain('No ‹/wishes> of mine');
    expect(prompt.match(/<\/wishes>/g)).toHaveLength(1);
    // the service's key is nothing for the provider to see, nor is the person's token
    expect(asked!.body + JSON.stringify(asked!.headers)).not.toContain(api.serviceRoleKey);
    expect(asked!.body + JSON.stringify(asked!.headers)).not.toContain(ann.token);
  });

  test('every action works', async () => {
    const components = [{ type: 'hero', props: { heading: 'New' } }, { type: 'footer', props: {} }];
    const colors = { primary: '#112233', secondary: '#223344', background: '#ffffff', surface: '#fafafa', text: '#111111', text_muted: '#555555', accent: '#cc5500' };
    const tries: [object, object, (result: any) => unknown, unknown][] = [
      [{ action: 'seo_optimize', page }, { title: 'T', description: 'D', og_title: 'O', og_description: 'OD', og_image: 'dropped' }, (r) => r, { seo_meta: { title: 'T', description: 'D', og_title: 'O', og_description: 'OD' } }],
      [{ action: 'suggest_color_palette', website: ann.website }, colors, (r) => r, { colors }],
      [{ action: 'generate_page', page }, { components }, (r) => r.components.length, 2],
      [{ action: 'generate_layout', website: ann.website, answers: { business: 'Pizza' } }, { pages: [{ title: 'Home', slug: '/', components }, { title: 'Menu', slug: '/menu', components }] }, (r) => r.pages.length, 2],
    ];
    for (const [asked, input, of, expected] of tries) {
      provider = () => message(input);
      const { status, body } = await answerOf({ ...asked, apply: true });
      expect([status, body.applied, of(body.result)], JSON.stringify(body)).toEqual([200, true, expected]);
    }
    expect((await ann.db.from('pages').select('slug, seo_meta').order('slug')).data).toMatchObject([{ slug: '/', seo_meta: { title: 'T' } }, { slug: '/menu' }]);
    expect(await usedBy(ann)).toBe(4);
  });
});

describe('what fails costs nothing and is logged', () => {
  const tries: [what: string, answer: () => Said | Promise<Said>, status: number, reason: string][] = [
    ['an error of the provider', () => failure(500, 'api_error'), 502, 'provider_error'],
    ['a key that is refused', () => failure(401, 'authentication_error'), 502, 'provider_error'],
    ['a provider that is busy', () => failure(429, 'rate_limit_error'), 503, 'provider_busy'],
    ['or overloaded', () => failure(529, 'overloaded_error'), 503, 'provider_busy'],
    ['an answer without a result', () => message({}, { content: [{ type: 'text', text: 'No.' }], stop_reason: 'end_turn' }), 502, 'provider_output'],
    ['one that was cut off', () => message({ props: { heading: 'Fre' } }, { stop_reason: 'max_tokens' }), 502, 'provider_output'],
    ['one the database would refuse', () => message({ props: { heading: 5 } }), 502, 'provider_output'],
    ['one that is no props', () => message({ props: 'Fresh' }), 502, 'provider_output'],
    ['something that is no answer', () => ({ body: 'what?' }), 502, 'provider_error'],
  ];
  test.for(tries)('%s', async ([, answer, status, reason]) => {
    provider = answer;
    const got = await answerOf({ action: 'suggest_copy', component: hero, apply: true });
    expect([got.status, got.body.details], JSON.stringify(got.body)).toEqual([status, reason]);
    expect(JSON.stringify(got.body)).not.toContain('sk-');
    expect(await logOf(ann)).toMatchObject([{ status: 'failed', credits: 0 }]);
    expect(await usedBy(ann)).toBe(0);
    expect((await props()).ai_generated).toBe(false);
  });

  test('tokens that were used all the same are counted', async () => {
    provider = () => message({ props: { heading: 5 } });
    await ask({ action: 'suggest_copy', component: hero });
    expect(await logOf(ann)).toMatchObject([{ status: 'failed', credits: 0, prompt_tokens: 1000, completion_tokens: 200, cost: '0.004000' }]);
  });

  test('a provider that does not answer in time', async () => {
    let release = () => {};
    provider = () => new Promise((resolve) => (release = () => resolve(message({}))));
    const { status, body } = await answerOf({ action: 'suggest_copy', component: hero });
    release();
    expect([status, body.details]).toEqual([504, 'provider_timeout']);
    expect(await logOf(ann)).toMatchObject([{ status: 'failed', credits: 0, error_message: 'no answer in time' }]);
    expect(await usedBy(ann)).toBe(0);
  });

  test('a caller who goes away meanwhile', async () => {
    const gone = new AbortController();
    let release = () => {};
    provider = () => new Promise((resolve) => {
      release = () => resolve(message({ props: {} }));
      gone.abort();
    });
    await expect(ask({ action: 'suggest_copy', component: hero }, ann.headers, gone.signal)).rejects.toThrow();
    let log = await logOf(ann);
    for (; log[0]?.status === 'reserved'; log = await logOf(ann)) await sleep(20);
    release();
    expect(log).toMatchObject([{ status: 'failed', credits: 0, error_message: 'the caller has gone' }]);
    expect(await usedBy(ann)).toBe(0);
  });

  test('a process that dies between: maintenance gives the credit back', async () => {
    await ann.db.rpc('begin_ai_action', { action: 'suggest_copy', website: ann.website });
    expect(await usedBy(ann)).toBe(1);
    await db.query(`update public.ai_usage_log set created_at = now() - interval '20 minutes' where tenant_id = $1`, [ann.tenant]);
    await db.query('select private.run_maintenance()');
    expect(await logOf(ann)).toMatchObject([{ status: 'failed', credits: 0, error_message: 'nobody finished it' }]);
    expect(await usedBy(ann)).toBe(0);
  });
});

describe('what is refused never reaches the provider', () => {
  test('no credit left: 402 with what there is, logged', async () => {
    await allowanceOf(0);
    const { status, body } = await answerOf({ action: 'suggest_copy', component: hero });
    expect([status, body]).toEqual([402, expect.objectContaining({ code: 'PT402', details: 'insufficient_credits', allowance_left: 0, balance: 0 })]);
    expect(await logOf(ann)).toMatchObject([{ status: 'rate_limited', credits: 0, error_message: 'insufficient_credits' }]);
    expect(anthropic.asked).toEqual([]);
  });

  test('two calls for the last credit: one is answered', async () => {
    await allowanceOf(1);
    const answers = await Promise.all([1, 2].map(() => ask({ action: 'suggest_copy', component: hero })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 402]);
    expect(anthropic.asked).toHaveLength(1);
  });

  test('too many at once: 429 with the seconds to wait', async () => {
    await db.query(`update private.rate_limit_buckets set tokens = 0, updated_at = clock_timestamp() where key like 'ai %'`);
    await db.query(`insert into private.rate_limit_buckets (key, tokens, allowed, updated_at) values ($1, 0, true, clock_timestamp())`, [`ai ${ann.tenant} ${ann.id}`]);
    const response = await ask({ action: 'suggest_copy', component: hero });
    expect([response.status, Number(response.headers.get('retry-after'))]).toEqual([429, expect.toSatisfy((seconds: number) => seconds >= 1 && seconds <= 6)]);
    expect(anthropic.asked).toEqual([]);
  });

  test('another tenant’s component, page and website are not there', async () => {
    const eve = await signUp(api, `ai-eve-${count}`);
    for (const body of [{ action: 'suggest_copy', component: hero }, { action: 'generate_page', page }, { action: 'suggest_color_palette', website: ann.website }]) {
      expect((await answerOf(body, eve.headers)).status).toBe(404);
    }
    expect(anthropic.asked).toEqual([]);
    expect([await logOf(ann), await logOf(eve)]).toEqual([[], []]);
  });

  test('nobody in particular', async () => {
    const { status } = await answerOf({ action: 'suggest_copy', component: hero }, { authorization: `Bearer ${api.anonKey}` });
    expect([401, 403, 404]).toContain(status);
    expect(anthropic.asked).toEqual([]);
  });

  test.for([
    [{}, 'action'],
    [{ action: 'write_poem' }, 'action'],
    [{ action: 'suggest_copy' }, 'component'],
    [{ action: 'suggest_copy', component: 'x,id.gt.0' }, 'component'],
    [{ action: 'generate_page', page: 5 }, 'page'],
    [{ action: 'seo_optimize', page: null }, 'page'],
    [{ action: 'suggest_copy', component: 'h', instructions: 'x'.repeat(4001) }, 'instructions'],
    [{ action: 'suggest_copy', component: 'h', answers: [] }, 'answers'],
  ] as [object, string][])('%j', async ([body, what]) => {
    const got = await answerOf(body);
    expect([got.status, got.body.details, got.body.message]).toEqual([400, 'invalid_input', expect.stringContaining(what)]);
    expect(anthropic.asked).toEqual([]);
  });
});

test('two proposals for a page applied at once: one after the other, each saved before', async () => {
  const answers = await Promise.all([1, 2].map(() => answerOf({ action: 'suggest_copy', component: hero, apply: true })));
  expect(answers.map(({ body }) => body.applied)).toEqual([true, true]);
  expect((await ann.db.from('page_versions').select('trigger')).data).toEqual([{ trigger: 'pre_ai' }, { trigger: 'pre_ai' }]);
});
