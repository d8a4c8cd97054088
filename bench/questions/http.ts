// The APIs and the published sites, over HTTP.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { signToken } from '../../scripts/lib/jwt.ts';
import { id, requestOf } from '../data.ts';
import { get, load } from '../load.ts';
import { Connection, median, ratio, rounds, throughput } from '../measure.ts';
import type { Section } from '../report.ts';
import type { Bench } from '../run.ts';

const CONNECTIONS = 20;
const HOOK = ['select private.begin_request()'];

type Servers = { api: number; bare: number; jwtSecret: string; stop(): Promise<void> };

export async function startServers(bench: Bench): Promise<Servers> {
  const jwtSecret = randomBytes(32).toString('hex');
  const argument = JSON.stringify({ urls: bench.big, jwtSecret });
  const child: ChildProcess = spawn(process.execPath, [path.join(import.meta.dirname, '..', 'server.ts'), argument], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const [line] = await Promise.race([
    createInterface(child.stdout!)[Symbol.asyncIterator]().next().then(({ value }) => [value as string]),
    ended.then(() => { throw new Error('The APIs did not start.'); }),
  ]);
  return {
    ...JSON.parse(line!),
    jwtSecret,
    async stop() {
      child.stdin!.end();
      await ended;
    },
  };
}

const rate = (of: number[], to: number[], min?: number) => {
  const { ratio: value, quartiles } = ratio(of, to);
  return { value, quartiles, ...(min !== undefined && { goal: { min } }) };
};
const perSecond = (of: number[], min?: number) => ({ value: median(of), unit: '/s' as const, ...(min !== undefined && { goal: { min } }) });

export async function apis(bench: Bench, servers: Servers): Promise<Section> {
  const tenants = Array.from({ length: Math.min(50, bench.active) }, (_, i) => i + 1);
  const tokens = await Promise.all(tenants.map((t) => signToken(servers.jwtSecret, JSON.parse(requestOf(t)['request.jwt.claims']!), '1 day')));
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(bench.big.AUTHENTICATOR_URL)));
  const page = (t: number) => id(`page ${t} 1 1`);
  const at = (n: number) => n % tenants.length;
  const statement = (t: number) => ({
    text: 'select id, type, order_key, props from public.components where page_id = $1 order by order_key limit 20',
    values: [page(t)],
  });
  const rest = (n: number) =>
    `GET /rest/v1/components?select=id,type,order_key,props&page_id=eq.${page(tenants[at(n)]!)}&order=order_key&limit=20 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${tokens[at(n)]}\r\n\r\n`;
  const graphql = (n: number) => {
    const body = JSON.stringify({
      query: 'query Page($id: UUID!) { page(id: $id) { components(first: 20, orderBy: ORDER_KEY_ASC) { nodes { id type orderKey props } } } }',
      variables: { id: page(tenants[at(n)]!) },
    });
    return `POST /graphql/v1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer ${tokens[at(n)]}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  const length = bench.quick ? 500 : 1500;
  const found = await rounds({
    pg: () => throughput(connections.map((connection) => (n) => connection.request(requestOf(tenants[at(n)]!), HOOK, statement(tenants[at(n)]!))), length),
    rest: () => load(servers.api, rest, CONNECTIONS, length),
    graphql: () => load(servers.api, graphql, CONNECTIONS, length),
    bare: () => load(servers.bare, () => 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', CONNECTIONS, length),
  }, bench.quick ? 3 : 5, 1);
  await Promise.all(connections.map((each) => each.close()));
  return {
    title: 'Through the APIs',
    text: `A page's components, ${CONNECTIONS} connections: answers a second through the gateway ÷ the same transactions over Node's \`pg\`, without HTTP. The load comes from the same machine.`,
    columns: ['÷ pg', 'answers'],
    rows: [
      { name: 'pg', cells: [undefined, perSecond(found.pg!)] },
      { name: 'REST', cells: [rate(found.rest!, found.pg!, 0.45), perSecond(found.rest!)] },
      { name: 'GraphQL', cells: [rate(found.graphql!, found.pg!, 0.45), perSecond(found.graphql!)] },
      { name: 'for comparison: a Node server with a constant answer', cells: [rate(found.bare!, found.pg!), perSecond(found.bare!)] },
    ],
  };
}

export async function sites(bench: Bench, servers: Servers): Promise<Section> {
  const visit = (tenant: number, page: number) =>
    `GET ${page === 1 ? '/' : `/page-${page}`} HTTP/1.1\r\nHost: site-${tenant}-1.localhost:${servers.api}\r\n\r\n`;
  const answer = await get(servers.api, visit(1, 1));
  const size = answer.length;
  const length = bench.quick ? 500 : 1500;
  let cold = 0;
  const found = await rounds({
    warm: () => load(servers.api, (n) => visit(1 + (n % 10), 1 + (Math.floor(n / 10) % 5)), CONNECTIONS, length),
    // somebody who reloads waits for no second to pass
    anew: () => load(servers.api, (n) => visit(1 + (n % 10), 1 + (Math.floor(n / 10) % 5)).replace('\r\n\r\n', '\r\nCache-Control: no-cache\r\n\r\n'), CONNECTIONS, length),
    // more pages than the renderer keeps
    cold: () => load(servers.api, () => (cold++, visit(1 + (Math.floor(cold / 5) % bench.active), 1 + (cold % 5))), CONNECTIONS, length),
    bare: () => load(servers.bare, () => 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', CONNECTIONS, length),
  }, bench.quick ? 3 : 5, 1);
  return {
    title: 'Published sites',
    text: `Pages of about ${Math.round(size / 1000)} kB through gateway and renderer, ${CONNECTIONS} connections, ÷ a Node server with a constant answer. Warm: pages that somebody else visited within the last second; asked anew: the same pages, each visitor reloading, so that the database is asked each time which deployment is live; cold: every page is a new one. The goals in pages a second are for two processors of their own; here they are shared with the load and with others.`,
    columns: ['÷ constant answer', 'pages'],
    rows: [
      { name: 'warm', cells: [rate(found.warm!, found.bare!), perSecond(found.warm!, 10_000)] },
      { name: 'asked anew', cells: [rate(found.anew!, found.bare!), perSecond(found.anew!)] },
      { name: 'cold', cells: [rate(found.cold!, found.bare!), perSecond(found.cold!, 2_500)] },
      { name: 'constant answer', cells: [undefined, perSecond(found.bare!)] },
    ],
  };
}
