// Supabase-style edge functions, offline, in one Deno process with no more rights than they need.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isListening, startProgram } from './child.ts';
import { Problem } from './cli.ts';
import { root } from './paths.ts';

type Options = {
  socket: string;
  env: { SUPABASE_URL: string; SUPABASE_ANON_KEY: string; SUPABASE_SERVICE_ROLE_KEY: string; EDGE_KEY: string };
  /** Of those below. */
  settings: Settings;
};

export type Settings = Partial<Record<string, string>>;

const PORTS: Record<string, string> = { 'smtp:': '587', 'smtps:': '465', 'http:': '80', 'https:': '443' };

const hostOf = (url: string) => {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || PORTS[protocol]}`;
};

// What functions are told besides, as docs/edge-functions.md has it, and the host that a setting lets them reach.
const settingHosts: Record<string, ((value: string) => string) | null> = {
  SMTP_URL: hostOf,
  MAIL_FROM: null,
  INVITATION_URL: null,
  STRIPE_SECRET_KEY: () => 'api.stripe.com:443',
  STRIPE_API_URL: hostOf,
  CLOUDINARY_URL: (value) => hostOf(new URL(value).searchParams.get('upload_prefix') ?? 'https://api.cloudinary.com'),
};

/** The settings of edge functions that an environment holds. */
export const settingsIn = (environment: Settings): Settings =>
  Object.fromEntries(Object.keys(settingHosts).flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));

function hostsOf(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    try {
      return settingHosts[name]?.(value!) ?? [];
    } catch {
      throw new Problem(`${name} has to be an address, as docs/edge-functions.md shows.`);
    }
  });
}

const folder = path.join(root, 'supabase', 'functions');

export function startEdge({ socket, env, settings }: Options) {
  const names = fs.readdirSync(folder).filter((name) => fs.existsSync(path.join(folder, name, 'handler.ts')));
  const modules = path.join(root, 'node_modules');
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
      `--allow-net=${[new URL(env.SUPABASE_URL).host, `unix:${socket}`, ...hostsOf(settings)].join()}`,
      `--allow-read=${folder},${modules},${socket}`,
      `--allow-write=${socket}`,
      // packages look at these; everything a function needs is handed to it
      `--allow-env=${[...Object.keys(env), ...Object.keys(settingHosts), 'NODE_ENV'].join()}`,
      path.join(import.meta.dirname, 'edge-runner.ts'),
      JSON.stringify({ socket, folder, names, settings: Object.keys(settings) }),
    ],
    // secrets come through the environment: arguments are for everybody on the machine to see
    env: { ...(settings as Record<string, string>), ...env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
    prepare: () => fs.rmSync(socket, { force: true }),
    ready: async () => isListening(socket),
  });
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
