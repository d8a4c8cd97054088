// A payment page at Stripe. Whether the caller may buy, and what a price is for, the database says (begin_checkout).
import { answering, asCaller, type Env as Platform, json, parseObject, readBody, rpc } from '../_shared/http.ts';
import { keyOf, pageOf } from '../_shared/request.ts';
import { atStripe, customerOf, stripeClient, type StripeEnv } from '../_shared/stripe.ts';

export type Env = Platform & StripeEnv & { APP_ORIGINS?: string };

type Sale = {
  tenant_id: string;
  user_id: string;
  tenant_name: string;
  email: string | null;
  customer_id: string | null;
  price_id: string;
  recurring: boolean;
  trial_days: number | null;
};

export const handle = (request: Request, env: Env): Promise<Response> =>
  answering(request, async () => {
    const asked = parseObject(await readBody(request, 16_384));
    const pages = { success_url: pageOf(asked, 'success_url', env), cancel_url: pageOf(asked, 'cancel_url', env) };
    const key = keyOf(request);
    const sale = await rpc<Sale>(env, asCaller(request, env), 'begin_checkout', { price: asked.price ?? null });

    const stripe = stripeClient(env);
    const customer = sale.customer_id ?? (await customerOf(stripe, env, sale));
    // what comes of it is told by events, which name no price where something is bought once
    const metadata = { tenant_id: sale.tenant_id, user_id: sale.user_id, price_id: sale.price_id };
    const session = await atStripe(() =>
      stripe.checkout.sessions.create(
        {
          ...pages,
          customer,
          client_reference_id: sale.tenant_id,
          line_items: [{ price: sale.price_id, quantity: 1 }],
          metadata,
          ...(sale.recurring
            ? { mode: 'subscription', subscription_data: { metadata, ...(sale.trial_days && { trial_period_days: sale.trial_days }) } }
            : { mode: 'payment', payment_intent_data: { metadata } }),
        },
        { idempotencyKey: `checkout:${sale.tenant_id}:${key}` },
      ),
    );
    return json(200, { id: session.id, url: session.url });
  });
