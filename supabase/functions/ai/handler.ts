// Texts, pages and palettes by an AI (S13). Who may, what it costs and whether an answer is fit to be used, the database says.
//  1. What is asked for, and what it is about, as the caller sees it.
//  2. A credit is reserved. From here on the action is finished, whatever happens; if not even that can be told any more,
//     maintenance gives the credit back.
//  3. The provider's answer is tried against the database's own checks before it counts as one.
//  4. The credit is kept. Only the service says so: whoever has the answer must not be able to deny it.
//  5. Applied where that is wished, by the caller's own rights.
import { answering, asCaller, asService, type Env as Platform, json, type Json, parseObject, readBody, Refusal, rpc } from '../_shared/http.ts';
import { anthropic } from './anthropic.ts';
import { type Answer, type Provider, ProviderError } from './provider.ts';
import { type Action, actions, type Component, type ComponentType, type Context, system, taskOf } from './tasks.ts';

export type Env = Platform & {
  ANTHROPIC_API_KEY?: string;
  ANTHROPIC_API_URL?: string;
  AI_MODEL?: string;
  AI_TIMEOUT?: string;
  AI_INPUT_PRICE?: string;
  AI_OUTPUT_PRICE?: string;
};

type Begun = { status: number; reason: string | null; id: string; tenant_id: string; allowance_left: number; balance: number; retry_after: number | null };
type Who = Record<string, string>;

export const handle = (request: Request, env: Env): Promise<Response> =>
  answering(request, async () => {
    // 1.
    const provider = providerOf(env);
    const asked = parseObject(await readBody(request, 65_536));
    const action = actionOf(asked);
    const wishes = wishesOf(asked);
    const who = asCaller(request, env);
    const context = await contextOf(env, who, action, asked);
    const task = taskOf(action, context, wishes);

    // 2.
    const begun = await begin(env, who, { action, website: context.website.id, page: context.page?.id ?? null });
    if (begun.status !== 200) return refusedBy(begun);
    let answer: Answer | undefined;
    let result: Json;
    try {
      answer = await provider({ ...task, system, signal: AbortSignal.any([request.signal, AbortSignal.timeout(Number(env.AI_TIMEOUT || 25_000))]) });
      // 3.
      if (!isObject(answer.result)) throw unusable('it is incomplete');
      result = task.result(answer.result);
      await rpc(env, who, 'apply_ai_action', { action: begun.id, result, keep: false }).catch((error: unknown) => {
        throw error instanceof Refusal && error.status === 400 ? unusable(error.message) : error;
      });
    } catch (error) {
      const why = request.signal.aborted ? 'the caller has gone' : error instanceof Error ? error.message : String(error);
      // told or not, the caller hears what was in the way
      await finish(env, begun, 'failed', answer, why).catch((failure) => console.error('ai: finish_ai_action:', failure));
      throw error instanceof ProviderError ? refusalOf(error) : error;
    }

    // 4.
    await finish(env, begun, 'success', answer);

    // 5.
    const body = { action: begun.id, result, allowance_left: begun.allowance_left, balance: begun.balance };
    if (asked.apply !== true) return json(200, { ...body, applied: false });
    try {
      await rpc(env, who, 'apply_ai_action', { action: begun.id, result });
      return json(200, { ...body, applied: true });
    } catch (error) {
      // the page has changed meanwhile, perhaps; the proposal is there all the same
      if (!(error instanceof Refusal)) console.error('ai: apply_ai_action:', error);
      return json(200, { ...body, applied: false, problem: error instanceof Refusal ? error.message : 'It could not be applied' });
    }
  });

function providerOf(env: Env): Provider {
  if (!env.ANTHROPIC_API_KEY) throw new Refusal(503, 'AI is not set up here', null, 'not_configured');
  return anthropic({ apiKey: env.ANTHROPIC_API_KEY, baseURL: env.ANTHROPIC_API_URL, model: env.AI_MODEL || 'claude-sonnet-5' });
}

const invalid = (what: string) => new Refusal(400, `Invalid input: ${what}`, 'Correct the value and send it again.', 'invalid_input');

function actionOf(asked: Json): Action {
  const action = actions.find((each) => each === asked.action);
  if (!action) throw invalid(`action (expected one of ${actions.join(', ')})`);
  return action;
}

function wishesOf({ instructions, answers }: Json): string {
  if (instructions !== undefined && (typeof instructions !== 'string' || instructions.length > 4000))
    throw invalid('instructions (expected a text of at most 4000 characters)');
  if (answers !== undefined && (!isObject(answers) || JSON.stringify(answers).length > 16_000))
    throw invalid('answers (expected an object of at most 16 KB)');
  // nobody writes the mark that ends what is theirs
  return [instructions, answers && JSON.stringify(answers)].filter(Boolean).join('\n').replaceAll('<', '‹');
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function idOf(asked: Json, name: string): string {
  const id = asked[name];
  if (typeof id !== 'string' || !uuid.test(id)) throw invalid(`${name} (expected an id)`);
  return id;
}

/** What the action is about, as row-level security shows it to the caller. */
async function contextOf(env: Env, who: Who, action: Action, asked: Json): Promise<Context> {
  const rows = async <Row>(path: string, what: string): Promise<Row[]> => {
    const response = await fetch(`${env.SUPABASE_URL}/rest/v1/${path}`, { headers: { ...who, accept: 'application/json' }, signal: AbortSignal.timeout(15_000) });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer as Row[];
    const { message, hint, details } = (answer ?? {}) as Partial<Record<'message' | 'hint' | 'details', string>>;
    if (response.status >= 500) throw new Error(`${what}: ${response.status} ${message}`);
    throw new Refusal(response.status, message ?? 'Refused', hint ?? null, details ?? null);
  };
  const one = async <Row>(path: string, what: string): Promise<Row> => {
    const [row] = await rows<Row>(path, what);
    if (!row) throw new Refusal(404, `Not found: ${what}`, 'It does not exist, or you cannot see it.', 'not_found');
    return row;
  };

  const types = () => rows<ComponentType>('component_types?select=type,label,default_props&required_plan=is.null&order=type', 'component types');
  const site = (id: string) => one<Context['website']>(`websites?id=eq.${id}&select=id,name,description,branding_config`, 'website');
  if (action === 'generate_layout' || action === 'suggest_color_palette') {
    const website = await site(idOf(asked, 'website'));
    return { website, components: [], types: await types() };
  }
  const pageId = action === 'suggest_copy' || action === 'regenerate_section'
    ? (await one<{ page_id: string }>(`components?id=eq.${idOf(asked, 'component')}&select=page_id`, 'component')).page_id
    : idOf(asked, 'page');
  const { website_id, ...page } = await one<NonNullable<Context['page']> & { website_id: string }>(`pages?id=eq.${pageId}&select=id,website_id,title,slug,seo_meta`, 'page');
  const [website, components, known] = await Promise.all([
    site(website_id),
    rows<Component>(`components?page_id=eq.${pageId}&select=id,type,props&order=order_key`, 'components'),
    types(),
  ]);
  return { website, page, components, component: components.find(({ id }) => id === asked.component), types: known };
}

/** Answered, not raised, where there is no credit: the attempt is written down. */
async function begin(env: Env, who: Who, args: Json): Promise<Begun> {
  const response = await fetch(`${env.SUPABASE_URL}/rest/v1/rpc/begin_ai_action`, {
    method: 'POST',
    headers: { ...who, accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(args),
    signal: AbortSignal.timeout(15_000),
  });
  const answer = (await response.json().catch(() => ({}))) as Partial<Begun> & Partial<Record<'message' | 'hint' | 'details', string>>;
  if (typeof answer.status === 'number') return answer as Begun;
  if (response.status >= 500) throw new Error(`begin_ai_action answered ${response.status}: ${answer.message}`);
  throw new Refusal(response.status, answer.message ?? 'Refused', answer.hint ?? null, answer.details ?? null);
}

const messages: Record<string, [message: string, hint: string]> = {
  insufficient_credits: ['No AI credits are left', 'Buy credits or choose a plan with more.'],
  credit_limit_reached: ['Your own credit limit is reached', 'Ask whoever manages your team to raise it.'],
  rate_limited: ['Too many requests', 'Wait and try again.'],
};

function refusedBy({ status, reason, allowance_left, balance, retry_after }: Begun): Response {
  const [message, hint] = messages[reason ?? ''] ?? ['Refused', null];
  const headers: Record<string, string> = retry_after ? { 'retry-after': String(retry_after) } : {};
  return json(status, { code: `PT${status}`, message, details: reason, hint, allowance_left, balance }, headers);
}

async function finish(env: Env, { tenant_id, id }: Begun, status: 'success' | 'failed', answer?: Answer, problem?: string): Promise<void> {
  const prompt_tokens = answer?.promptTokens ?? 0;
  const completion_tokens = answer?.completionTokens ?? 0;
  const estimated_cost_usd = (prompt_tokens * Number(env.AI_INPUT_PRICE || 3) + completion_tokens * Number(env.AI_OUTPUT_PRICE || 15)) / 1e6;
  await rpc(env, asService(env), 'finish_ai_action', {
    tenant: tenant_id,
    action: id,
    status,
    prompt_tokens,
    completion_tokens,
    estimated_cost_usd: Number(estimated_cost_usd.toFixed(6)),
    error_message: problem?.slice(0, 500) ?? null,
  });
}

const unusable = (why: string) =>
  new Refusal(502, `The answer of the AI cannot be used: ${why}`, 'Nothing was charged: try again, or say more of what you want.', 'provider_output');

/** What the provider says is for us to read: it may name keys and accounts. */
function refusalOf(error: ProviderError): Refusal {
  console.error(`ai: ${error.kind} ${error.message}`);
  const hint = 'Nothing was charged: try again in a moment.';
  if (error.kind === 'timeout') return new Refusal(504, 'The AI does not answer in time', hint, 'provider_timeout');
  if (error.kind === 'busy') return new Refusal(503, 'The AI is busy', hint, 'provider_busy');
  return new Refusal(502, 'The AI could not do it', hint, 'provider_error');
}
