// How functions talk to Stripe: one client, one way to make a customer, one way to say that Stripe did not help.
import { Stripe } from 'stripe';
import { asService, type Env, Refusal, rpc } from './http.ts';

export type StripeEnv = {
  STRIPE_SECRET_KEY?: string;
  /** Another address than Stripe's own, for a proxy or for trying things out. */
  STRIPE_API_URL?: string;
  /** Milliseconds one request to Stripe may take; it is tried twice. */
  STRIPE_TIMEOUT?: string;
};

export function stripeClient(env: StripeEnv): Stripe {
  if (!env.STRIPE_SECRET_KEY) throw new Refusal(503, 'Payments are not set up here', null, 'not_configured');
  const { protocol, hostname, port } = new URL(env.STRIPE_API_URL || 'https://api.stripe.com');
  return new Stripe(env.STRIPE_SECRET_KEY, {
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    port: port || (protocol === 'http:' ? 80 : 443),
    httpClient: Stripe.createFetchHttpClient(),
    timeout: Number(env.STRIPE_TIMEOUT || 10_000),
    maxNetworkRetries: 1,
    telemetry: false,
  });
}

/**
 * The tenant's customer at Stripe, made and written down. Asked twice it is the same one: the key is the tenant, and what
 * goes with the key never changes, for Stripe refuses a key that comes back with other words. Name and address follow in a
 * request of their own.
 */
export async function customerOf(
  stripe: Stripe,
  env: Env,
  tenant: { tenant_id: string; tenant_name: string; email: string | null },
): Promise<string> {
  const { tenant_id, tenant_name: name, email } = tenant;
  const id = await atStripe(async () => {
    const made = await stripe.customers.create({ metadata: { tenant_id } }, { idempotencyKey: tenant_id });
    await stripe.customers.update(made.id, { name, ...(email && { email }) });
    return made.id;
  });
  await rpc(env, asService(env), 'link_customer', { provider: 'stripe', customer_id: id, tenant: tenant_id, email });
  return id;
}

/** What Stripe answers is for us to read: it may name keys and accounts. */
export async function atStripe<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    console.error(`Stripe: ${error.type} ${error.statusCode ?? ''} ${error.code ?? ''} ${error.requestId ?? ''} ${error.message}`);
    const again = 'Try again in a moment.';
    if (error instanceof Stripe.errors.StripeIdempotencyError)
      throw new Refusal(409, 'That key was used for something else', 'Send another Idempotency-Key.', 'conflict');
    if (error instanceof Stripe.errors.StripeConnectionError)
      throw new Refusal(504, 'Stripe does not answer', again, 'provider_timeout');
    if (error instanceof Stripe.errors.StripeRateLimitError)
      throw new Refusal(503, 'Stripe is busy', again, 'provider_busy');
    throw new Refusal(502, 'Stripe refused the request', 'If it stays, tell us.', 'provider_error');
  }
}
