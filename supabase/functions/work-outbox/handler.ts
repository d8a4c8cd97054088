// Works off the outbox where nobody runs `npm run worker`: whatever calls this every minute, with the service key, will do.
// The database hands out nothing to anybody else, so it is asked with the caller's own.
import { answering, asCaller, type Env as Api, json, rpc } from '../_shared/http.ts';
import { type OutboxEnv, whyWaiting, workOff } from '../_shared/outbox.ts';

export type Env = Api & OutboxEnv;

// Within the time a request has, the last thing begun included.
const MILLISECONDS = 8_000;

export const handle = (request: Request, env: Env): Promise<Response> =>
  answering(request, async () => {
    const call = <Answer>(name: string, args = {}) => rpc<Answer>(env, asCaller(request, env), name, args);
    type Waiting = { kind: string; waiting: number }[];
    const worked = await workOff(
      {
        claim: async (kind) => (await call<{ id: number; payload: Record<string, unknown>; attempt: number }[]>('claim_outbox', { kind }))[0],
        finish: ({ id, attempt }, error, final) => call('finish_outbox', { id, attempt, error, final }),
      },
      env,
      MILLISECONDS,
    );
    return json(200, { worked, waiting: whyWaiting(await call<Waiting>('waiting_outbox'), env) });
  });
