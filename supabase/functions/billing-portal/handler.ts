// Stripe's pages where a customer changes cards, plans and invoices. Who may open them the database says.
import { answering, asCaller, type Env as Platform, json, parseObject, readBody, rpc } from '../_shared/http.ts';
import { keyOf, pageOf } from '../_shared/request.ts';
import { atStripe, stripeClient, type StripeEnv } from '../_shared/stripe.ts';

export type Env = Platform & StripeEnv & { APP_ORIGINS?: string };

export const handle = (request: Request, env: Env): Promise<Response> =>
  answering(request, async () => {
    const asked = parseObject(await readBody(request, 16_384));
    const return_url = pageOf(asked, 'return_url', env);
    const key = keyOf(request);
    const customer = await rpc<string>(env, asCaller(request, env), 'begin_billing_portal', {});
    const stripe = stripeClient(env);
    const session = await atStripe(() =>
      stripe.billingPortal.sessions.create({ customer, return_url }, { idempotencyKey: `portal:${customer}:${key}` }),
    );
    return json(200, { id: session.id, url: session.url });
  });
