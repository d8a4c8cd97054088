// The running APIs on a database filled for the matrix, and how an actor asks them.
import pg from 'pg';
import { afterAll } from 'vitest';
import { startApi } from '../../scripts/lib/api.ts';
import { signToken } from '../../scripts/lib/jwt.ts';
import { useDatabase } from '../run/database.ts';
import type { AskGraphql, GraphqlAnswer } from './graphql.ts';
import type { Ask } from './outcomes.ts';
import type { RestAnswer } from './rest.ts';
import { type Actor, actorsOf, fillDatabase, readWorld } from './world.ts';

export const SECRET = 'a secret of at least thirty-two characters';

export async function useMatrix() {
  const urls = await useDatabase({ helpers: true });
  await fillDatabase(urls);
  const db = new pg.Client(urls.ROOT_DATABASE_URL);
  await db.connect();
  const world = await readWorld(db);
  await db.query('truncate isolation.touches');
  const api = await startApi({ urls, jwtSecret: SECRET, port: 0, localAuth: true });
  afterAll(async () => {
    await api.stop();
    await db.end();
  });

  const tokens = new Map<string, Promise<string>>();
  async function headersOf(actor: Actor): Promise<Record<string, string>> {
    if (actor.role === 'anon') return {};
    if (!tokens.has(actor.name)) tokens.set(actor.name, actor.role === 'service_role' ? Promise.resolve(api.serviceRoleKey) : signToken(SECRET, actor.claims, '1h'));
    const forged: Record<string, string> = actor.forged
      ? { 'tenantry.tenant': world.tenants.bravo!, role: 'service_role', 'request.jwt.claims': JSON.stringify(actor.forged.claims), 'x-user-id': String(actor.forged.claims.sub) }
      : {};
    return { authorization: `Bearer ${await tokens.get(actor.name)}`, ...forged, ...actor.headers };
  }

  const rest: Ask<RestAnswer> = async (actor, method, path, body, headers = {}) => {
    const response = await fetch(`${api.url}/rest/v1${path}`, {
      method,
      headers: { ...(await headersOf(actor)), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, range: response.headers.get('content-range'), text: await response.text() };
  };

  const graphql: AskGraphql = async (actor, query, variables = {}) => {
    const response = await fetch(`${api.url}/graphql/v1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(await headersOf(actor)) },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as Omit<GraphqlAnswer, 'status'>) };
  };

  const actors = actorsOf(world);
  return { urls, db, world, api, actors, as: (name: string) => actors.find((actor) => actor.name === name)!, rest, graphql };
}
