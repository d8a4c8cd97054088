// Stripe's events. The library checks the signature over the raw body, and that it is not older than five minutes.
import { Stripe } from 'stripe';
import { answering, type Env as Platform, type Json, readBody, Refusal } from '../_shared/http.ts';
import { forged, ingest, largest, secrets } from '../_shared/webhook.ts';

export type Env = Platform & { STRIPE_WEBHOOK_SECRETS?: string };

const provider = Stripe.createSubtleCryptoProvider();

export const handle = (request: Request, env: Env): Promise<Response> =>
  answering(request, async () => {
    const known = secrets(env.STRIPE_WEBHOOK_SECRETS, 'Stripe');
    const body = await readBody(request, largest);
    const event = await verified(body, request.headers.get('stripe-signature') ?? '', known);
    if (typeof event?.id !== 'string' || typeof event.type !== 'string' || !Number.isSafeInteger(event.created))
      throw new Refusal(400, 'That is not an event of Stripe', null, 'invalid_input');
    return ingest(env, 'stripe', {
      event_id: event.id,
      type: event.type,
      occurred_at: new Date(event.created * 1000).toISOString(),
      payload: event as unknown as Json,
    });
  });

async function verified(body: Uint8Array, header: string, known: string[]): Promise<Partial<Stripe.Event> | null> {
  for (const secret of known) {
    try {
      return await Stripe.webhooks.constructEventAsync(body, header, secret, undefined, provider);
    } catch (error) {
      if (error instanceof Stripe.errors.StripeSignatureVerificationError) continue;
      throw new Refusal(400, 'That is not an event of Stripe', null, 'invalid_input');
    }
  }
  throw forged('Is STRIPE_WEBHOOK_SECRETS the signing secret of this endpoint, and the clock right?');
}
