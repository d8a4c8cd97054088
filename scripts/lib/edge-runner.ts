// Runs in Deno. Serves every supabase/functions/<name>/handler.ts as /<name>/…, the path Supabase gives a function too.
type Handler = (request: Request, env: Record<string, string>) => Response | Promise<Response>;
declare const Deno: {
  args: string[];
  env: { get(name: string): string | undefined };
  serve(options: { path: string; onListen(): void }, handler: (request: Request) => Promise<Response>): void;
};

const { socket, folder, names, settings } = JSON.parse(Deno.args[0]!) as Record<'names' | 'settings', string[]> &
  Record<'socket' | 'folder', string>;
const env = Object.fromEntries(
  ['SUPABASE_URL', 'SUPABASE_ANON_KEY', 'SUPABASE_SERVICE_ROLE_KEY', ...settings].map((name) => [
    name,
    Deno.env.get(name) ?? '',
  ]),
);

// A function that calls our API for a visitor may say for which one: the gateway knows it by this key.
const send = globalThis.fetch;
const edgeKey = Deno.env.get('EDGE_KEY') ?? '';
globalThis.fetch = (...[input, init]: Parameters<typeof fetch>) => {
  const request = new Request(input, init);
  if (new URL(request.url).origin === env.SUPABASE_URL) request.headers.set('x-edge-key', edgeKey);
  return send(request);
};

const answer = (status: number, message: string) =>
  Response.json({ code: `PT${status}`, message, details: null, hint: null }, { status });

const handlers = new Map<string, Handler>();
for (const name of names) {
  const { handle } = (await import(new URL(`${name}/handler.ts`, `file://${folder}/`).href)) as { handle: Handler };
  handlers.set(name, handle);
}

Deno.serve({ path: socket, onListen() {} }, async (request) => {
  // the address of a socket says nothing: the one the client used stands in the headers
  const path = request.url.replace(/^[^/]*\/\/[^/?#]*/, '');
  const host = request.headers.get('x-forwarded-host') || 'localhost';
  const name = /^\/([^/?#]*)/.exec(path)?.[1] ?? '';
  const handle = handlers.get(name);
  if (!handle) return answer(404, `There is no function "${name}"`);
  try {
    // telling it costs a tenth of making another request with its headers and body
    const url = `${request.headers.get('x-forwarded-proto') ?? 'http'}://${host}${path}`;
    Object.defineProperty(request, 'url', { value: URL.canParse(url) ? url : `http://localhost${path}` });
    return await handle(request, env);
  } catch (error) {
    console.error(`${name}:`, error);
    return answer(500, 'Something went wrong on our side');
  }
});
