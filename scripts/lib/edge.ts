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
};

const folder = path.join(root, 'supabase', 'functions');

export function startEdge({ socket, env }: Options) {
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
      `--allow-net=${new URL(env.SUPABASE_URL).host},unix:${socket}`,
      `--allow-read=${folder},${modules},${socket}`,
      `--allow-write=${socket}`,
      // packages look at these; everything a function needs is handed to it
      '--allow-env=SUPABASE_URL,SUPABASE_ANON_KEY,SUPABASE_SERVICE_ROLE_KEY,EDGE_KEY,NODE_ENV',
      path.join(import.meta.dirname, 'edge-runner.ts'),
      JSON.stringify({ socket, folder, names }),
    ],
    // secrets come through the environment: arguments are for everybody on the machine to see
    env: { ...env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
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
