// Everything that answers requests, behind one port: PostgREST, PostGraphile, edge functions and published sites.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import type http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { startAuth } from './auth.ts';
import type { Visits } from './chart.ts';
import { Problem } from './cli.ts';
import { demo } from './demo.ts';
import type { DatabaseUrls } from './database.ts';
import { edgeGuard, startEdge } from './edge.ts';
import { createGateway, type Handler, type Routes } from './gateway.ts';
import { startGraphql } from './graphql.ts';
import { HttpError, sendError } from './http.ts';
import { projectKeys, signToken } from './jwt.ts';
import { landingPage } from './landing.ts';
import { withClient } from './migrate.ts';
import { startRest } from './rest.ts';
import { graphqlQuery } from './snippets.ts';

export type Api = {
  url: string;
  anonKey: string;
  serviceRoleKey: string;
  jwtSecret: string;
  /** Addresses of the demo tenant's published sites; absent without a demo user. */
  demoSites?: string[];
  stop(): Promise<void>;
};

type Options = {
  urls: DatabaseUrls;
  /** At least 32 characters; both APIs accept tokens signed with it. */
  jwtSecret: string;
  port: number;
  /** Sign-up and password sign-in, for development: true on the embedded database only. */
  localAuth: boolean;
  /** Settings of the edge functions. */
  settings?: Record<string, string | undefined>;
  /** Loopback unless another machine is to reach it. */
  host?: string;
};

const SOCKETS = 'tenantry-api-';
const LOOPBACK = ['127.0.0.1', '::1'];
const DRAIN_TIMEOUT = 3_000;

export async function startApi({ urls, jwtSecret, port, localAuth, settings = {}, host }: Options): Promise<Api> {
  const open: (() => Promise<unknown>)[] = [];
  let listening: Awaited<ReturnType<typeof listen>> | undefined;
  const stop = async () => {
    // requests under way end before what they need does
    await listening?.close();
    for (const close of open.splice(0).reverse()) await close();
  };
  try {
    sweep();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${SOCKETS}${process.pid}-`));
    const removeFolder = () => fs.rmSync(folder, { recursive: true, force: true });
    process.once('exit', removeFolder);
    open.push(async () => removeFolder());
    const rest = path.join(folder, 'rest');
    const edge = path.join(folder, 'edge');

    // The port comes first, so that one that is taken is known before anything else starts.
    const starting: Handler = (_req, res) => sendError(res, new HttpError(503, 'Starting', 'Try again in a second.'));
    const edgeKey = randomBytes(24).toString('base64url');
    const routes: Routes = { home: starting, graphql: starting, rest, edge, guard: edgeGuard(jwtSecret), edgeKey };
    listening = await listen(routes, port, host ? [host] : LOOPBACK);
    const url = `http://localhost:${listening.port}`;
    const local = `http://127.0.0.1:${listening.port}`;
    const { anonKey, serviceRoleKey } = await projectKeys(jwtSecret);
    const found = localAuth ? await findDemo(urls.DATABASE_URL) : undefined;
    const demoSites = found?.hosts.map((name) => `http://${name}:${new URL(url).port}/`);
    const explorer = found && {
      defaultQuery: graphqlQuery,
      defaultHeaders: JSON.stringify({ authorization: `Bearer ${await demoToken(jwtSecret, found.id)}` }),
    };

    // said at once and by name; the programs themselves would go on trying
    for (const each of [urls.AUTHENTICATOR_URL, urls.GRAPHQL_URL]) await withClient(each, async () => {});
    const started = [
      startRest({ connectionString: urls.AUTHENTICATOR_URL, jwtSecret, socket: rest, publicUrl: `${url}/rest/v1` }),
      startEdge({
        socket: edge,
        env: {
          SUPABASE_URL: local,
          SUPABASE_ANON_KEY: anonKey,
          SUPABASE_SERVICE_ROLE_KEY: serviceRoleKey,
          EDGE_KEY: edgeKey,
        },
        settings,
      }),
      startGraphql({ connectionString: urls.GRAPHQL_URL, jwtSecret, explorer }),
    ] as const;
    // all of them settle first, so that none is left behind when one fails
    for (const each of await Promise.allSettled(started)) if (each.status === 'fulfilled') open.push(each.value.stop);
    const [, , graphql] = await Promise.all(started);

    if (localAuth) {
      const auth = startAuth({ connectionString: urls.DATABASE_URL, jwtSecret, url });
      open.push(auth.stop);
      routes.auth = auth.handle;
    }
    routes.graphql = graphql.handle;
    const visits = found && (async () => demoVisits(local, anonKey, await demoToken(jwtSecret, found.id)));
    routes.home = landingPage({ url, anonKey, demoSites, visits });
    return { url, anonKey, serviceRoleKey, jwtSecret, demoSites, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// A process that was killed could not remove its sockets.
function sweep(): void {
  for (const name of fs.readdirSync(os.tmpdir()).filter((each) => each.startsWith(SOCKETS))) {
    try {
      process.kill(Number.parseInt(name.slice(SOCKETS.length), 10), 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') continue; // another user's
      fs.rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
    }
  }
}

const findDemo = (databaseUrl: string) =>
  withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ id: string; hosts: string[] }>(
      `select u.id, array(
         select d.key from private.directory d join public.tenant_members m on m.tenant_id = d.tenant_id
         where d.kind = 'host' and d.serving and m.user_id = u.id order by 1) as hosts
       from auth.users u where u.email = $1`,
      [demo.email],
    );
    return rows[0];
  });

/** What the demo user's dashboard would show of the published site. */
async function demoVisits(url: string, anonKey: string, token: string): Promise<{ name: string; visits: Visits }> {
  const ask = async (path: string, body?: object) => {
    const response = await fetch(`${url}/rest/v1/${path}`, {
      headers: { apikey: anonKey, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5000),
    });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  const [site] = (await ask('websites?select=id,name&status=eq.published&order=created_at&limit=1')) as { id: string; name: string }[];
  if (!site) throw new Error('nothing is published');
  return { name: site.name, visits: (await ask('rpc/website_analytics', { website: site.id })) as Visits };
}

const demoToken = (secret: string, user: string) =>
  signToken(secret, { sub: user, role: 'authenticated', aud: 'authenticated', email: demo.email }, '7 days');

async function listen(routes: Routes, wanted: number, hosts: string[]) {
  const servers: http.Server[] = [];
  let port = wanted;
  for (const host of hosts) {
    const server = createGateway(routes);
    const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once('error', resolve).listen(port, host, () => resolve(undefined));
    });
    if (!error) {
      servers.push(server);
      port = (server.address() as { port: number }).port;
    } else if (error.code === 'EADDRINUSE') {
      for (const each of servers) each.close();
      throw new Problem(
        `Port ${port} is taken by another program: stop that one, or choose another port with PORT=… npm start.`,
      );
    } else if (servers.length === 0) {
      throw new Problem(`Can't listen on ${host}:${port}: ${error.message}`);
    }
  }
  const close = () =>
    Promise.all(
      servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            server.closeIdleConnections();
            setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT).unref();
          }),
      ),
    );
  return { port, close };
}
