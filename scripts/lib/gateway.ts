// One port for everything: the APIs by path, published sites by host.
import http, { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { HttpError, readBody, sendError } from './http.ts';

const MAX_BODY = 4 * 1024 * 1024;
const UPSTREAM_TIMEOUT = 30_000;
const MAX_NESTING = 3;
// Connections to each program behind us: a reader who takes no answer holds one.
const MAX_UPSTREAM = 500;
// Shorter than the upstreams' own, so that a connection is never reused while the other side closes it.
const IDLE_TIMEOUT = 10_000;
const EDGE_KEY = 'x-edge-key';

export type Handler = (req: IncomingMessage, res: ServerResponse, path: string, query: URLSearchParams) => unknown;

export type Routes = {
  home: Handler;
  graphql: Handler;
  auth?: Handler;
  /** Sockets of the programs behind us. */
  rest: string;
  edge: string;
  /** Refuses who may not call that function. */
  guard(name: string, authorization: string | undefined): Promise<void>;
  /** What a function's own requests carry: they say truly for whom they are made. */
  edgeKey: string;
};

// Meant for one connection and not for the next.
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

// What says where a request comes from is ours to say: the database trusts it.
const isOrigin = (name: string) => name.startsWith('x-forwarded-') || name === 'forwarded' || name === 'x-real-ip';

function cleanHeaders(req: IncomingMessage, edgeKey: string): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  const visitor = req.headers[EDGE_KEY] === edgeKey && req.headers['x-forwarded-for'];
  for (const [name, value] of Object.entries(req.headers)) {
    if (!HOP_BY_HOP.has(name) && !isOrigin(name) && name !== EDGE_KEY) headers[name] = value;
  }
  headers['x-forwarded-for'] = visitor || (req.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '');
  headers['x-forwarded-host'] = req.headers.host ?? '';
  headers['x-forwarded-proto'] = 'http';
  // Supabase's gateway does the same: the project's key is who asks when nobody signed in
  if (!headers.authorization && typeof headers.apikey === 'string') headers.authorization = `Bearer ${headers.apikey}`;
  return headers;
}

// Tokens travel in headers and never in cookies, so any page may call.
function cors(req: IncomingMessage): Record<string, string> {
  return {
    'access-control-allow-origin': '*',
    'access-control-expose-headers':
      'content-range, content-profile, content-location, location, preference-applied, retry-after',
    ...(req.method === 'OPTIONS' && {
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
      'access-control-allow-headers':
        req.headers['access-control-request-headers'] ??
        'authorization, apikey, content-type, prefer, range, x-client-info, x-tenant-id, accept-profile, content-profile',
      'access-control-max-age': '86400',
    }),
  };
}

/** How deep relations stand in one another: there and back again, each step multiplies the rows. */
function nesting(search: string): number {
  let deepest = 0;
  for (const select of new URLSearchParams(search).getAll('select')) {
    let depth = 0;
    for (const sign of select.matchAll(/[()]/g)) deepest = Math.max(deepest, (depth += sign[0] === '(' ? 1 : -1));
  }
  return deepest;
}

// Those behind us build an address of it.
const HOST_FORM = /^[^\s/?#\\@<>"']+$/;

/** An address without the dots that would lead out of its folder. */
function inside(url: string): string {
  const { pathname, search } = new URL(`http://site${url}`);
  return pathname + search;
}

/** Names without a dot and addresses are ours; every other host is a published site. */
function isSiteHost(host: string): boolean {
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  return name.includes('.') && isIP(name) === 0;
}

export function createGateway(routes: Routes): http.Server {
  const agent = new http.Agent({ keepAlive: true, maxSockets: MAX_UPSTREAM, timeout: IDLE_TIMEOUT });

  // The body is whole before those behind us hear of the request: one that trickles in holds nothing there, and with its
  // length said, whatever the method, none of it can pass for another request.
  async function proxy(
    req: IncomingMessage,
    res: ServerResponse,
    socketPath: string,
    path: string,
    extra: Record<string, string>,
  ) {
    const body = await readBody(req, MAX_BODY);
    const headers = { ...req.headers };
    if (body.length > 0) headers['content-length'] = String(body.length);
    else delete headers['content-length'];
    return new Promise<void>((resolve, reject) => {
      const upstream = http.request({
        socketPath,
        path,
        method: req.method,
        headers,
        agent,
        timeout: UPSTREAM_TIMEOUT,
      });
      let failure: HttpError | undefined;
      upstream.on('timeout', () => {
        failure = new HttpError(504, 'The answer took too long', 'Ask for less at a time.');
        upstream.destroy();
      });
      upstream.on('error', (error) => reject(failure ?? new HttpError(502, `No answer: ${error.message}`)));
      upstream.on('response', (answer) => {
        const headers: OutgoingHttpHeaders = {};
        for (const [name, value] of Object.entries(answer.headers)) {
          if (!HOP_BY_HOP.has(name) && !name.startsWith('access-control-')) headers[name] = value;
        }
        res.writeHead(answer.statusCode ?? 502, Object.assign(headers, extra));
        answer.pipe(res);
        answer.on('error', () => res.destroy());
        res.on('finish', resolve);
      });
      res.on('close', () => {
        upstream.destroy();
        resolve();
      });
      upstream.end(body);
    });
  }

  async function route(req: IncomingMessage, res: ServerResponse) {
    if (Number(req.headers['content-length'] ?? 0) > MAX_BODY)
      throw new HttpError(413, `The body is larger than ${MAX_BODY} bytes`, 'Send it in smaller parts.');
    const url = req.url ?? '/';
    const host = req.headers.host ?? '';
    req.headers = cleanHeaders(req, routes.edgeKey);
    if (!url.startsWith('/')) throw new HttpError(400, 'The request names no path of this server');
    if (isSiteHost(host)) {
      if (!HOST_FORM.test(host)) throw new HttpError(400, 'The request names no host that can be');
      return proxy(req, res, routes.edge, `/site${inside(url)}`, {});
    }

    const [path, search = ''] = url.split(/\?(.*)/s) as [string, string?];
    const query = search && `?${search}`;
    const under = (prefix: string) =>
      path === prefix ? '/' : path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
    if (path === '/') return routes.home(req, res, path, new URLSearchParams(search));

    const shared = cors(req);
    if (req.method === 'OPTIONS') return res.writeHead(204, shared).end();
    const rest = under('/rest/v1');
    if (rest) {
      if (nesting(search) > MAX_NESTING) {
        const hint = 'Ask for what is further away in a request of its own.';
        throw new HttpError(400, `Relations within relations go ${MAX_NESTING} deep`, hint);
      }
      return proxy(req, res, routes.rest, rest + query, shared);
    }
    const edge = under('/functions/v1') && inside(url.slice('/functions/v1'.length));
    if (edge) {
      // what a browser may not read it could not show either
      for (const [name, value] of Object.entries(shared)) res.setHeader(name, value);
      await routes.guard(edge.split(/[/?]/)[1]!, req.headers.authorization);
      return proxy(req, res, routes.edge, edge, shared);
    }

    for (const [name, value] of Object.entries(shared)) res.setHeader(name, value);
    if (under('/graphql/v1')) return routes.graphql(req, res, path, new URLSearchParams(search));
    const auth = under('/auth/v1');
    if (auth && routes.auth) return routes.auth(req, res, auth, new URLSearchParams(search));
    throw new HttpError(404, `There is nothing at ${path}`, 'The APIs are at /rest/v1, /graphql/v1 and /functions/v1.');
  }

  const server = http.createServer({ requestTimeout: UPSTREAM_TIMEOUT, headersTimeout: 10_000 }, (req, res) => {
    route(req, res).catch((error: unknown) => {
      if (!(error instanceof HttpError)) console.error(`${req.method} ${req.url}:`, error);
      sendError(res, error instanceof HttpError ? error : new HttpError(500, 'Something went wrong on our side'));
      // what is left of a body we refused
      if (!req.complete) req.unpipe().resume();
    });
  });
  server.on('close', () => agent.destroy());
  return server;
}
