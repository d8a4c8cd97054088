// A subscription's life as Stripe tells it: the events in the order they happen, from its own objects, in the shape they had
// before API version 2025-03-31 or have since.
import objects from '../edge/stripe_objects.json' with { type: 'json' };

export type Story = {
  /** Where periods and links stand in the payloads. */
  shape: 'before 2025-03-31' | 'since';
  /** Whose customer it is: a tenant's, or a person's who pays for themselves and for no tenant. */
  payer: 'tenant' | 'person';
  /** Seconds between one act and the next, one after the other and from the beginning again; 0 is the same second. */
  gaps: number[];
  /** Whole months that the life lies further back: one that is over, or one that goes on. */
  monthsAgo: number;
  trial: boolean;
  upgrade: 'none' | 'at once' | 'yearly';
  failure: 'none' | 'recovered' | 'unpaid';
  refund: 'none' | 'some' | 'all';
  disputed: boolean;
  paused: boolean;
  end: 'none' | 'announced' | 'at period end' | 'at once' | 'never begun';
  again: boolean;
  credits: 'none' | 'paid' | 'paid later' | 'failed later' | 'refunded';
  lifetime: 'none' | 'bought' | 'refunded';
  customer: 'stays' | 'renamed' | 'deleted';
  catalogue: 'first' | 'told twice' | 'withdrawn';
  /** How often which event comes once more under another id. */
  echoes: number[];
};

export type StripeEvent = { id: string; type: string; created: number; data: { object: Record<string, any> } };

const DAY = 86_400;
const MONTH = 30 * DAY;

export const prices = { growth: 'price_growth', yearly: 'price_growth_yearly', pro: 'price_pro', credits: 'price_credits', lifetime: 'price_lifetime' };
const amounts: Record<string, number> = { price_growth: 1900, price_growth_yearly: 19000, price_pro: 4900, price_credits: 500, price_lifetime: 29900 };

/** `now` in whole seconds; nothing is told of the future. `tag` keeps lives apart that are lived beside one another. */
export function live(story: Story, { now, tag, tenant, buyer }: { now: number; tag: string; tenant: string; buyer: string }): StripeEvent[] {
  const whose = story.payer === 'tenant' ? { tenant_id: tenant, user_id: buyer } : {};
  const events: StripeEvent[] = [];
  const since = story.shape === 'since';
  const customer = `cus_${tag}`;
  let time = now - (3 + story.monthsAgo) * MONTH;
  let acts = 0;
  let made = 0;
  const id = (prefix: string) => `${prefix}_${tag}_${++made}`;
  const later = (seconds: number) => void (time += seconds);
  /** Ids that say nothing of the order: Stripe's don't either. */
  const eventId = (n: number) => `evt_${((n * 2_654_435_761) % 4_294_967_296).toString(36)}_${tag}`;

  function tell(type: string, object: Record<string, any>) {
    later(story.gaps[acts++ % story.gaps.length]!);
    const event = { ...objects.event, api_version: since ? '2025-03-31.basil' : '2024-06-20', id: eventId(events.length), type, created: Math.min(time, now), data: { object: structuredClone(object) } };
    events.push(event);
    const echo = story.echoes.length > 0 && events.length % 7 === story.echoes[events.length % story.echoes.length]! % 7;
    if (echo) events.push({ ...structuredClone(event), id: eventId(events.length) });
  }

  // ── the catalogue ──
  const product = (metadata = {}) => ({ ...objects.product, id: `prod_${tag}`, name: 'Growth', metadata });
  const price = (key: keyof typeof prices, changes: Record<string, any> = {}) => {
    const once = key === 'credits' || key === 'lifetime';
    return {
      ...objects.price,
      id: `${prices[key]}_${tag}`,
      product: key === 'growth' ? `prod_${tag}` : `prod_${tag}_${key}`,
      unit_amount: amounts[prices[key]],
      type: once ? 'one_time' : 'recurring',
      recurring: once ? null : { ...objects.price.recurring, interval: key === 'yearly' ? 'year' : 'month' },
      metadata: { growth: {}, yearly: { plan: 'growth' }, pro: { plan: 'pro', credits: '300' }, credits: { credits: '500' }, lifetime: { plan: 'pro', lifetime: 'true' } }[key],
      ...changes,
    };
  };
  const idOf = (key: keyof typeof prices) => `${prices[key]}_${tag}`;
  tell('product.created', product());
  for (const key of Object.keys(prices) as (keyof typeof prices)[]) tell('price.created', price(key, story.catalogue === 'told twice' ? { nickname: 'first', metadata: {} } : {}));
  if (story.catalogue === 'told twice') for (const key of Object.keys(prices) as (keyof typeof prices)[]) tell('price.updated', price(key));
  tell('product.updated', product({ plan: 'growth', credits: '100' }));

  // ── subscriptions ──
  const subscription = (key: keyof typeof prices, changes: Record<string, any>) => {
    const made = { ...objects.subscription, id: '', customer, status: 'active', trial_start: null, trial_end: null, cancel_at: null, cancel_at_period_end: false, canceled_at: null, ended_at: null, latest_invoice: null, pause_collection: null, pending_update: null, metadata: whose, ...changes };
    const { current_period_start, current_period_end, ...rest } = made as Record<string, any>;
    const period = { current_period_start, current_period_end };
    const item = { ...objects.subscription_item, id: `si_${rest.id}`, subscription: rest.id, price: price(key), quantity: 1 };
    const { current_period_start: _, current_period_end: __, ...bare } = item;
    const data = [since ? { ...bare, ...period } : bare];
    return { ...rest, ...(since ? {} : period), items: { ...objects.subscription.items, data } };
  };

  // ── invoices, and the payments behind them ──
  type Invoice = { id: string; object: (changes: Record<string, any>) => Record<string, any>; intent: string; charge: string; amount: number };
  const invoice = (sub: string, key: keyof typeof prices, reason: string, from: number, to: number, amount = amounts[prices[key]]!): Invoice => {
    const [invoiceId, intent, charge] = [id('in'), id('pi'), id('ch')];
    const [line] = objects.invoice.lines.data;
    const { subscription: _, ...newer } = objects.invoice;
    const object = (changes: Record<string, any>) => ({
      ...newer,
      id: invoiceId,
      number: `T-${invoiceId}`,
      customer,
      billing_reason: reason,
      created: time,
      amount_due: amount,
      amount_paid: 0,
      amount_remaining: amount,
      subtotal: amount,
      total: amount,
      lines: {
        ...objects.invoice.lines,
        data: [
          {
            ...line,
            id: `il_${invoiceId}`,
            amount,
            period: { start: from, end: to },
            ...(since
              ? {
                  parent: { type: 'subscription_item_details', subscription_item_details: { subscription: sub, subscription_item: `si_${sub}`, proration: reason === 'subscription_update' } },
                  pricing: { type: 'price_details', price_details: { price: idOf(key), product: `prod_${tag}` } },
                }
              : { parent: undefined, pricing: undefined, type: 'subscription', subscription: sub, proration: reason === 'subscription_update', price: price(key) }),
          },
        ],
      },
      parent: since ? { type: 'subscription_details', subscription_details: { metadata: whose, subscription: sub } } : undefined,
      ...(since ? {} : { subscription: sub, payment_intent: intent, charge: null, paid: changes.status === 'paid' }),
      ...changes,
    });
    return { id: invoiceId, object, intent, charge, amount };
  };
  const paid = (it: Invoice) => {
    const object = it.object({ status: 'paid', amount_paid: it.amount, amount_remaining: 0, attempted: true, attempt_count: 1, status_transitions: { ...objects.invoice.status_transitions, paid_at: time }, ...(since ? {} : { charge: it.charge }) });
    tell('invoice.paid', object);
    tell('invoice.payment_succeeded', object);
    if (since) tell('invoice_payment.paid', { ...objects.invoice_payment, id: `inpay_${it.id}`, invoice: it.id, amount_paid: it.amount, amount_requested: it.amount, currency: 'usd', status: 'paid', payment: { type: 'payment_intent', payment_intent: it.intent } });
  };
  const refunded = (payment: { intent: string; charge: string; amount: number; id?: string }, amount: number) =>
    tell('charge.refunded', { ...objects.charge, id: payment.charge, customer, amount: payment.amount, amount_captured: payment.amount, captured: true, amount_refunded: amount, refunded: amount === payment.amount, payment_intent: payment.intent, ...(since ? {} : { invoice: payment.id ?? null }) });

  let sessions = 0;
  const session = (mode: string, changes: Record<string, any>) => ({ ...objects['checkout.session'], id: `cs_${tag}_${sessions}`, mode, customer, client_reference_id: story.payer === 'tenant' ? tenant : null, status: 'complete', currency: 'usd', payment_intent: null, subscription: null, invoice: null, ...changes });

  function subscribe(n: number) {
    const sub = id('sub');
    sessions++;
    let from = time;
    let to = from + MONTH;
    const shared = () => ({ id: sub, start_date: time, created: from, current_period_start: from, current_period_end: to });
    if (n === 0 && story.end === 'never begun') {
      tell('customer.subscription.created', subscription('growth', { ...shared(), status: 'incomplete' }));
      const first = invoice(sub, 'growth', 'subscription_create', from, to);
      tell('invoice.payment_failed', first.object({ status: 'open', attempted: true, attempt_count: 1 }));
      later(DAY);
      tell('customer.subscription.updated', subscription('growth', { ...shared(), status: 'incomplete_expired', ended_at: time }));
      tell('invoice.voided', first.object({ status: 'void' }));
      return;
    }
    const trialEnds = story.trial && n === 0 ? from + 14 * DAY : null;
    if (trialEnds) {
      to = trialEnds;
      tell('customer.subscription.created', subscription('growth', { ...shared(), status: 'trialing', trial_start: from, trial_end: trialEnds }));
      tell('checkout.session.completed', session('subscription', { subscription: sub, payment_status: 'no_payment_required', amount_total: 0, metadata: { ...whose, price_id: idOf('growth') } }));
      later(11 * DAY);
      tell('customer.subscription.trial_will_end', subscription('growth', { ...shared(), status: 'trialing', trial_start: from, trial_end: trialEnds }));
      later(3 * DAY);
      [from, to] = [trialEnds, trialEnds + MONTH];
    } else {
      tell('customer.subscription.created', subscription('growth', { ...shared(), status: 'incomplete' }));
    }
    const first = invoice(sub, 'growth', trialEnds ? 'subscription_cycle' : 'subscription_create', from, to);
    tell('invoice.finalized', first.object({ status: 'open' }));
    paid(first);
    const trial = { trial_start: trialEnds && trialEnds - 14 * DAY, trial_end: trialEnds };
    tell('customer.subscription.updated', subscription('growth', { ...shared(), ...trial, latest_invoice: first.id }));
    if (!trialEnds) tell('checkout.session.completed', session('subscription', { subscription: sub, invoice: first.id, payment_status: 'paid', amount_total: first.amount, metadata: { ...whose, price_id: idOf('growth') } }));

    let key: keyof typeof prices = 'growth';
    if (story.upgrade !== 'none' && n === 0) {
      later(3 * DAY);
      key = story.upgrade === 'yearly' ? 'yearly' : 'pro';
      if (key === 'yearly') [from, to] = [time, time + 12 * MONTH];
      const difference = invoice(sub, key, 'subscription_update', from, to, 1500);
      tell('customer.subscription.updated', subscription(key, { ...shared(), ...trial, latest_invoice: difference.id }));
      paid(difference);
    }
    if (story.paused && n === 0) {
      tell('customer.subscription.paused', subscription(key, { ...shared(), ...trial, status: 'paused' }));
      later(2 * DAY);
      tell('customer.subscription.resumed', subscription(key, { ...shared(), ...trial }));
    }

    // the next period
    later(Math.max(0, from + MONTH - time));
    [from, to] = [to, to + (key === 'yearly' ? 12 * MONTH : MONTH)];
    const next = invoice(sub, key, 'subscription_cycle', from, to);
    tell('customer.subscription.updated', subscription(key, { ...shared(), ...trial, latest_invoice: next.id }));
    tell('invoice.finalized', next.object({ status: 'open' }));
    if (story.failure !== 'none') {
      tell('invoice.payment_failed', next.object({ status: 'open', attempted: true, attempt_count: 1, next_payment_attempt: time + 3 * DAY }));
      tell('customer.subscription.updated', subscription(key, { ...shared(), ...trial, status: 'past_due', latest_invoice: next.id }));
      later(3 * DAY);
    }
    if (story.failure === 'unpaid' && n === 0) {
      tell('invoice.payment_failed', next.object({ status: 'open', attempted: true, attempt_count: 2, next_payment_attempt: null }));
      tell('customer.subscription.updated', subscription(key, { ...shared(), ...trial, status: 'unpaid', latest_invoice: next.id }));
    } else {
      paid(next);
      tell('customer.subscription.updated', subscription(key, { ...shared(), ...trial, latest_invoice: next.id }));
    }

    if (story.refund !== 'none' && n === 0) {
      refunded(first, 400);
      if (story.refund === 'all') refunded(first, first.amount);
    }
    if (story.disputed && n === 0)
      tell('charge.dispute.created', { ...objects.dispute, id: id('dp'), charge: first.charge, payment_intent: first.intent, amount: first.amount });

    const ended = { status: 'canceled', canceled_at: time, ended_at: time };
    if (n > 0 || story.end === 'none') return;
    if (story.end === 'at once') return tell('customer.subscription.deleted', subscription(key, { ...shared(), ...trial, ...ended }));
    tell('customer.subscription.updated', subscription(key, { ...shared(), ...trial, cancel_at_period_end: true, cancel_at: to, canceled_at: time }));
    if (story.end === 'announced') return;
    later(Math.max(0, Math.min(to, now) - time));
    tell('customer.subscription.deleted', subscription(key, { ...shared(), ...trial, ...ended, cancel_at_period_end: true, ended_at: time }));
  }

  subscribe(0);
  if (story.customer !== 'stays') tell('customer.updated', { ...objects.customer, id: customer, email: `New-${tag}@Example.com`, metadata: whose });

  // ── bought once ──
  function buy(key: 'credits' | 'lifetime', how: string) {
    sessions++;
    const payment = { intent: id('pi'), charge: id('ch'), amount: amounts[prices[key]]! };
    const object = (payment_status: string) =>
      session('payment', { payment_intent: payment.intent, payment_status, amount_subtotal: payment.amount, amount_total: payment.amount, metadata: { ...whose, price_id: idOf(key) } });
    const waits = how.endsWith('later');
    tell('checkout.session.completed', object(waits ? 'unpaid' : 'paid'));
    later(waits ? DAY : 0);
    if (how === 'paid later') tell('checkout.session.async_payment_succeeded', object('paid'));
    if (how === 'failed later') tell('checkout.session.async_payment_failed', object('unpaid'));
    if (how === 'refunded') refunded(payment, payment.amount);
  }
  if (story.credits !== 'none') buy('credits', story.credits);
  if (story.lifetime !== 'none') buy('lifetime', story.lifetime);

  if (story.again && story.end !== 'none' && story.end !== 'announced') {
    later(5 * DAY);
    subscribe(1);
  }
  if (story.catalogue === 'withdrawn') {
    tell('price.updated', price('growth', { active: false }));
    tell('price.deleted', { ...price('yearly'), deleted: true });
    tell('product.deleted', { ...product(), id: `prod_${tag}_credits`, deleted: true });
  }
  if (story.customer === 'deleted') tell('customer.deleted', { ...objects.customer, id: customer, deleted: true });
  tell('payment_method.attached', { id: id('pm'), object: 'payment_method', customer });
  return events;
}
