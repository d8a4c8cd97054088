// After a sign-up, or create_tenant: the tenant's customer at Stripe (T2). Called twice, or at once, it makes one: Stripe's
// idempotency key is the tenant, and so is the key of the row that says so. Where Stripe is away the first checkout does it.
import { answering, asCaller, type Env as Api, json, rpc } from '../_shared/http.ts';
import { customerOf, stripeClient, type StripeEnv } from '../_shared/stripe.ts';

export type Env = Api & StripeEnv;

type Newcomer = { tenant_id: string; tenant_name: string; email: string | null; customer_id: string | null };

export const handle = (request: Request, env: Env): Promise<Response> =>
  answering(request, async () => {
    const newcomer = await rpc<Newcomer>(env, asCaller(request, env), 'begin_onboarding', {});
    const customer = newcomer.customer_id ?? (await customerOf(stripeClient(env), env, newcomer));
    return json(200, { tenant_id: newcomer.tenant_id, customer_id: customer });
  });
