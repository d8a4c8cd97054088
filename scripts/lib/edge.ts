// Supabase-style edge functions, offline, in one Deno process with no more rights than they need.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isListening, startProgram } from './child.ts';
import { Problem } from './cli.ts';
import { hosts, settingNames } from './edge-settings.ts';
import { HttpError } from './http.ts';
import { TokenError, verifyToken } from './jwt.ts';
import { root } from './paths.ts';

type Options = {
  socket: string;
  env: { SUPABASE_URL: string; SUPABASE_ANON_KEY: string; SUPABASE_SERVICE_ROLE_KEY: string; EDGE_KEY: string };
  /** What docs/edge-functions.md lists; anything else is kept from them. */
  settings: Record<string, string | undefined>;
};

const folder = path.join(root, 'supabase', 'functions');

export function startEdge({ socket, env, settings }: Options) {
  const names = fs.readdirSync(folder).filter((name) => fs.existsSync(path.join(folder, name, 'handler.ts')));
  const modules = path.join(root, 'node_modules');
  const own = settingNames.filter((name) => settings[name]).map((name) => [name, settings[name]!] as const);
  const services = own.filter(([name]) => name.endsWith('_URL')).flatMap(([name, value]) => hostOf(name, value));
  return startProgram({
    name: 'Edge functions',
    command: [
      binary(),
      'run',
      '--quiet',
      '--no-prompt',
      '--no-remote',
      '--cached-only',
      '--no-lock',
      '--node-modules-dir=manual',
      '--unstable-no-legacy-abort',
      `--allow-net=${[new URL(env.SUPABASE_URL).host, `unix:${socket}`, ...hosts, ...services].join()}`,
      `--allow-read=${folder},${modules},${socket}`,
      `--allow-write=${socket}`,
      // packages look at these; everything a function needs is handed to it
      `--allow-env=${[...Object.keys(env), 'NODE_ENV', 'CLOUDINARY_ACCOUNT_URL', 'CLOUDINARY_API_PROXY', 'ANTHROPIC_*', ...settingNames].join()}`,
      path.join(import.meta.dirname, 'edge-runner.ts'),
      JSON.stringify({ socket, folder, names, settings: settingNames }),
    ],
    // secrets come through the environment: arguments are for everybody on the machine to see
    env: { ...env, ...Object.fromEntries(own), NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
    prepare: () => fs.rmSync(socket, { force: true }),
    ready: async () => isListening(socket),
  });
}

const PORTS: Record<string, string> = { 'http:': '80', 'https:': '443', 'smtp:': '587', 'smtps:': '465' };

function hostOf(name: string, value: string): string[] {
  if (!URL.canParse(value)) throw new Problem(`${name} has to be an address like https://….`);
  const { protocol, hostname, port, searchParams } = new URL(value);
  // Cloudinary's form: key, secret and cloud, and the address only if it is another one
  if (protocol === 'cloudinary:') return searchParams.has('upload_prefix') ? hostOf(name, searchParams.get('upload_prefix')!) : [];
  if (!PORTS[protocol]) throw new Problem(`${name} has to be an address like https://….`);
  return [`${hostname}:${port || PORTS[protocol]}`];
}

/** Supabase's gateway asks for a token wherever supabase/config.toml does not say otherwise; so does ours. */
export function edgeGuard(jwtSecret: string) {
  const config = fs.readFileSync(path.join(root, 'supabase', 'config.toml'), 'utf8');
  const open = new Set([...config.matchAll(/^\[functions\.([\w-]+)\]\s+verify_jwt = false$/gm)].map(([, name]) => name));
  return async (name: string, authorization: string | undefined): Promise<void> => {
    if (open.has(name)) return;
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    const hint = 'Send a valid access token as "Authorization: Bearer …".';
    if (!token) throw new HttpError(401, 'Sign in first', hint);
    await verifyToken(jwtSecret, token).catch((error: unknown) => {
      throw error instanceof TokenError ? new HttpError(401, error.message, hint) : error;
    });
  };
}

function binary(): string {
  const file = process.platform === 'win32' ? 'deno.exe' : 'deno';
  try {
    const manifest = createRequire(import.meta.url).resolve('deno/package.json');
    const deno = path.join(path.dirname(manifest), file);
    if (fs.existsSync(deno)) return deno;
  } catch {
    // said below
  }
  throw new Problem('There is no Deno in node_modules: run `npm ci`.');
}
