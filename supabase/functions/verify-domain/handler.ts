// Asks DNS where domains point, and tells the database, which decides what comes of it (S10). For one website, as whoever
// may manage its domain; or, for the service, all that are due.
import { answering, asCaller, asService, json, parseObject, readBody, Refusal, rpc, type Env as Api } from '../_shared/http.ts';
import { lookUp } from './dns.ts';

export type Env = Api & { DNS_URL?: string; DNS_TIMEOUT?: string };

type Domain = { id: string; tenant_id: string; domain: string; cname_target: string; verified: boolean };

const AT_ONCE = 10;

export const handle = (request: Request, env: Env): Promise<Response> =>
  answering(request, async () => {
    const { website, due } = parseObject(await readBody(request, 4096));
    if (due === true) return json(200, await checkDue(request, env));
    if (typeof website !== 'string') throw new Refusal(400, 'Invalid input: website (expected its id)', null, 'invalid_input');
    return json(200, await check(env, await rpc<Domain>(env, asCaller(request, env), 'begin_domain_check', { website })));
  });

async function check(env: Env, { id, tenant_id, domain, cname_target }: Domain): Promise<Domain> {
  const found = await lookUp(domain, cname_target, { url: env.DNS_URL || undefined, timeout: Number(env.DNS_TIMEOUT) || undefined });
  return rpc<Domain>(env, asService(env), 'record_domain_check', { tenant: tenant_id, verification: id, ...found });
}

/** What cannot be recorded now (the domain was changed meanwhile, or moves to another website this moment) is no news. */
async function checkDue(request: Request, env: Env): Promise<{ checked: number; verified: number; refused: number }> {
  const domains = await rpc<Domain[]>(env, asCaller(request, env), 'due_domain_checks', {});
  const sum = { checked: 0, verified: 0, refused: 0 };
  const left = domains.values();
  const work = async () => {
    for (const domain of left) {
      try {
        const { verified } = await check(env, domain);
        sum.checked += 1;
        if (verified) sum.verified += 1;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        sum.refused += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return sum;
}
