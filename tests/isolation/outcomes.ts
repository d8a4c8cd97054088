// What the three ways of trying share: how an outcome is judged and reported.
import { type Attempt } from './attempts.ts';
import { functions } from './expectations.ts';
import type { Actor, World } from './world.ts';

/** Something that is not as expectations.ts says. */
export type Finding = { object: string; text: string };
type Report = (object: string, text: string) => void;

/** Some of the matrix. */
export type Only = { objects?: string[]; actors?: string[] };

/** `done`, `nothing`, `refused` (401, 403, 404), or the code of another error. */
export type Outcome = string;

export type Ask<T> = (actor: Actor, method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<T>;

export function finish(report: Report, { object, verb, on, expect }: Attempt, outcome: Outcome, shown: string, reason?: string | null): void {
  if (expect.includes(outcome) || (reason && expect.includes(reason))) return;
  report(object, `${verb} on ${on} should be ${expect.join(' or ')}, was ${shown}`);
}

/** Whoever guesses an id must get the same answer whether the row exists or not; the id itself aside. */
export function sameFor(report: Report, attempt: Attempt, mine: string, theirs: string): void {
  const masked = (ids: string[], text: string) => ids.reduce((rest, id) => rest.replaceAll(JSON.stringify(id).slice(1, -1), '<id>'), text.replaceAll('*/0', 'none'));
  const [there, notThere] = [masked(attempt.ids, mine), masked(attempt.twin!.ids, theirs)];
  if (there !== notThere) report(attempt.object, `${attempt.verb} on ${attempt.on} tells whether it exists: ${there} and, where it does not, ${notThere}`);
}

/**
 * A person who is refused everywhere (disabled, or in a suspended tenant) hears of it when a policy looks at a row: asked for
 * one that is not there by an index that does not begin with the tenant, Postgres has no row to look at. Known and accepted:
 * it is no stranger, and learns no more than that some row has that value.
 */
export const isLazy = (there: Outcome, notThere: Outcome) => there === 'refused' && notThere === 'nothing';

/** What a function is there to tell is no leak. */
export function leaksOf(world: World, actor: Actor, object: string, leaks: string[]): string[] {
  const reveals = functions[object]?.reveals;
  if (reveals === 'what is published') return leaks.filter((leak) => leak.endsWith('-secret'));
  if (reveals === 'own invitations' && actor.invitedTo) {
    const [name] = Object.entries(world.tenants).find(([, id]) => id === actor.invitedTo)!;
    const known = world.rows.get('invitations')!.filter((row) => row.tenant_id === actor.invitedTo && row.email === actor.email).map((row) => row.id);
    return leaks.filter((leak) => !known.includes(leak) && !leak.startsWith(`${name}-`));
  }
  if (reveals === 'own tenants') {
    const other = Object.keys(world.tenants).find((name) => world.tenants[name] === actor.alsoIn);
    return leaks.filter((leak) => leak !== actor.alsoIn && !leak.startsWith(`${other}-`));
  }
  if (reveals === 'the whole tenant') {
    const own = JSON.stringify([...world.rows].flatMap(([name, rows]) => rows.filter((row) => (name === 'tenants' ? row.id : row.tenant_id) === actor.tenant)));
    return leaks.filter((leak) => !own.includes(leak));
  }
  return leaks;
}

/** A few at a time: more than the servers have processors only makes them queue. */
export async function each<T>(items: T[], work: (item: T) => Promise<void>, atOnce = 6): Promise<void> {
  const queue = items.values();
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const item of queue) await work(item);
  }));
}
