// Midtrans' notifications. Their signature covers order, status code and amount; the status in words has to agree with the
// code, or a notification of a failed payment could be turned into one of a paid one.
import { createHash } from 'node:crypto';
import { answering, type Env as Platform, parseObject, readBody, Refusal } from '../_shared/http.ts';
import { forged, ingest, largest, moment, same, secrets, word } from '../_shared/webhook.ts';

export type Env = Platform & { MIDTRANS_SERVER_KEYS?: string };

export const handle = (request: Request, env: Env): Promise<Response> =>
  answering(request, async () => {
    const keys = secrets(env.MIDTRANS_SERVER_KEYS, 'Midtrans');
    const payload = parseObject(await readBody(request, largest));
    const said = (name: string) => word(payload[name]);
    const status = said('transaction_status');
    const signed = said('order_id') + said('status_code') + said('gross_amount');
    const signature = said('signature_key').toLowerCase();
    // a card payment that waits for somebody to look at it is captured too, and 201
    const paid = status === 'settlement' || (status === 'capture' && said('fraud_status') !== 'challenge');
    const good = keys.some((key) => same(createHash('sha512').update(signed + key).digest('hex'), signature));
    if (!good || (paid && said('status_code') !== '200')) throw forged();
    if (!said('order_id') || !said('transaction_id') || !status)
      throw new Refusal(400, 'That is not a notification of Midtrans', null, 'invalid_input');
    return ingest(env, 'midtrans', {
      // they send no id; the same news has the same words, and each further refund makes the list of them longer
      event_id: [
        ...['transaction_id', 'transaction_status', 'status_code', 'fraud_status', 'refund_amount'].map(said),
        Array.isArray(payload.refunds) ? payload.refunds.length : '',
      ].join(':'),
      type: `transaction.${status}`,
      occurred_at: moment(western(said('settlement_time') || said('transaction_time'))),
      payload,
    });
  });

/** Their times are those of Jakarta, without saying so. */
const western = (time: string): string => (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(time) ? `${time.replace(' ', 'T')}+07:00` : time);
