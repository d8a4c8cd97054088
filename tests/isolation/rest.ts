// The matrix through REST: what each actor sees, and that nothing it should not do can be done.
import { type Attempt, attemptsOf, firstColumn, needs, pick } from './attempts.ts';
import { exposedSchemas, tables } from './expectations.ts';
import { type Ask, each, finish, type Finding, isLazy, leaksOf, type Only, type Outcome, sameFor } from './outcomes.ts';
import { type Actor, actorsOf, isGranted, reaches, type Row, secretsFrom, visible, type World } from './world.ts';

export type RestAnswer = { status: number; range: string | null; text: string };

export async function runRest(world: World, ask: Ask<RestAnswer>, only: Only = {}): Promise<{ findings: Finding[]; tried: number }> {
  const findings: Finding[] = [];
  let tried = 0;
  for (const actor of actorsOf(world).filter(({ name }) => !only.actors || only.actors.includes(name))) {
    const report = (object: string, text: string) => findings.push({ object, text: `${actor.name}: ${text}` });
    const secrets = secretsFrom(world, actor);
    const wanted = (object: string) => !only.objects || only.objects.includes(object);
    const names = [...world.shapes.keys()].filter((name) => tables[name] && wanted(name));

    await each(names, async (name) => {
      tried++;
      const { key } = world.shapes.get(name)!;
      const got = await ask(actor, 'GET', `/${name}?select=${key.join(',')}`, undefined, { prefer: 'count=exact', ...profileOf(world, name) });
      const expected = visible(world, actor, name);
      if (expected === 'refused') {
        if (outcomeOf(got) !== 'refused') report(name, `GET should be refused, was ${shown(got)}`);
        return;
      }
      if (got.status >= 300) {
        report(name, `GET failed: ${shown(got)}`);
        return;
      }
      const keys = (rows: Row[]) => rows.map((row) => JSON.stringify(key.map((column) => row[column]))).sort();
      const [theirs, mine] = [keys(JSON.parse(got.text) as Row[]), keys(expected)];
      if (theirs.join() !== mine.join()) report(name, `GET returned ${theirs.length} rows, should return ${mine.length}`);
      if (got.range?.split('/')[1] !== String(mine.length)) report(name, `GET counted ${got.range}, should count ${mine.length}`);
    });

    // without a filter no permission to read is needed
    await each(actor.role === 'service_role' ? [] : names, async (name) => {
      const table = tables[name]!;
      for (const verb of ['update', 'delete'] as const) {
        const rule = table[verb];
        const reach = (row: Row) => reaches(actor, table, needs(rule!), row) && isGranted(actor, table, verb);
        const rows = world.rows.get(name)!;
        if (!rule || rows.some(reach)) continue;
        tried++;
        const [method, body] = verb === 'update' ? ['PATCH', pick(rows[0]!, firstColumn(table.update!))] : ['DELETE'];
        const got = await ask(actor, method as string, `/${name}`, body, { prefer: 'return=minimal,count=exact', ...profileOf(world, name) });
        if (outcomeOf(got) === 'done' && !/\/0$/.test(got.range ?? '')) report(name, `${verb} of everything was ${shown(got)}`);
      }
    });

    const denied = attemptsOf(world, actor, wanted, true).filter(({ expect }) => !expect.includes('done'));
    await each(denied, async (attempt) => {
      const got = await request(world, ask, actor, attempt);
      const twin = attempt.twin && (await request(world, ask, actor, attempt.twin));
      tried += twin ? 2 : 1;
      finish(report, attempt, outcomeOf(got), shown(got), reasonOf(got));
      if (twin && !(actor.refused && isLazy(outcomeOf(got), outcomeOf(twin)))) sameFor(report, attempt, JSON.stringify(got), JSON.stringify(twin));
      const leaks = leaksOf(world, actor, attempt.object, secrets(got.text, attempt.ids.concat(valuesOf(attempt))));
      if (leaks.length > 0) report(attempt.object, `${attempt.verb} on ${attempt.on} shows ${leaks.slice(0, 3).join(', ')}`);
    });
  }
  return { findings, tried };
}

/** Whether what somebody may do works at all: otherwise a refusal would prove nothing. */
export const tryRest = async (world: World, ask: Ask<RestAnswer>, actor: Actor, attempt: Attempt) => {
  const got = await request(world, ask, actor, attempt);
  return { done: outcomeOf(got) === 'done', shown: shown(got) };
};

function request(world: World, ask: Ask<RestAnswer>, actor: Actor, { object, verb, key = {}, values }: Attempt): Promise<RestAnswer> {
  if (verb === 'execute') return ask(actor, 'POST', `/rpc/${object}`, values, profileOf(world, object));
  const filter = Object.entries(key).map(([column, value]) => `${column}=eq.${encodeURIComponent(String(value))}`).join('&');
  const method = { select: 'GET', insert: 'POST', update: 'PATCH', delete: 'DELETE' }[verb];
  return ask(actor, method, `/${object}?${filter}`, verb === 'delete' || verb === 'select' ? undefined : values, { prefer: 'return=representation,count=exact', ...profileOf(world, object) });
}

/** How PostgREST is told a schema that is not its first. */
function profileOf(world: World, object: string): Record<string, string> {
  const { schema } = world.shapes.get(object) ?? world.functions.get(object)!;
  return schema === exposedSchemas[0] ? {} : { 'accept-profile': schema, 'content-profile': schema };
}

const valuesOf = ({ key, values }: Attempt) => Object.values({ ...key, ...values }).filter((value) => typeof value === 'string');

function outcomeOf({ status, text }: RestAnswer): Outcome {
  const body: unknown = text ? JSON.parse(text) : null;
  if (isError(body)) return [401, 403, 404].includes(status) ? 'refused' : body.code;
  if (status >= 500) return `HTTP ${status}`;
  if (text === 'null') return 'nothing';
  if (Array.isArray(body) ? body.length === 0 : body !== null && typeof body === 'object' && Object.values(body).every((value) => value === null)) return 'nothing';
  return 'done';
}

const isError = (body: unknown): body is { code: string; details: string | null } =>
  typeof body === 'object' && body !== null && 'code' in body && 'message' in body;
const reasonOf = ({ text }: RestAnswer) => (text ? (JSON.parse(text) as { details?: string } | null)?.details : undefined);
const shown = ({ status, text }: RestAnswer) => `${status} ${text.slice(0, 200)}`;
