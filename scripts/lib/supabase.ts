// The parts of Supabase's command line that need no Docker.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { Problem } from './cli.ts';
import { root } from './paths.ts';

const run = promisify(execFile);
const program = path.join(path.dirname(createRequire(import.meta.url).resolve('supabase/package.json')), 'dist', 'supabase.js');

/** Runs `supabase <args>` and returns its stdout. */
export async function supabase(args: string[], { workdir = root }: { workdir?: string } = {}): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, [program, ...args, '--workdir', workdir, '--agent', 'no'], {
      cwd: workdir,
      maxBuffer: 64 * 1024 * 1024,
      timeout: 300_000,
      env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1' },
    });
    return stdout;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Problem(`supabase ${args.slice(0, 2).join(' ')}: ${stderr?.trim() || message}`);
  }
}

/** Without this parameter the command line writes a notice into its output. */
export const plain = (url: string) => `${url}?sslmode=disable`;

/** The SQL that turns one database's schema into the other's; empty when they are the same. */
export async function schemaDiff(from: string, to: string): Promise<string> {
  const sql = await supabase(['db', 'diff', '--use-pg-delta', '--from', plain(from), '--to', plain(to)]);
  return sql.trim() === '' ? '' : sql;
}
