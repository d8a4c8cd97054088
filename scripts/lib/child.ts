// The programs behind the gateway. None may outlive us, even when we are killed.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from './cli.ts';

const START_TIMEOUT = 20_000;
const STOP_TIMEOUT = 5_000;
// Between the end of a program and its next start: longer each time it does not last.
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 30_000;

/**
 * The command, with a watcher beside it that sends it the signal when our end of its stdin closes, which the system does
 * for us if we can't: it must not outlive us even when we are killed.
 */
export function guarded(command: string[], signal: 'TERM' | 'INT'): string[] {
  if (process.platform === 'win32') return command;
  const watch = `exec 3<&0; ({ cat <&3 >/dev/null; kill -${signal} $$; } 2>/dev/null &); exec "$@" 3<&- </dev/null`;
  return ['/bin/sh', '-c', watch, 'sh', ...command];
}

type Program = {
  name: string;
  command: [file: string, ...args: string[]];
  env: Record<string, string>;
  /** What it says in passing and nobody needs to read. */
  chatter?: RegExp;
  /** Clears the way for each start. */
  prepare?: () => void;
  /** Whether it answers yet. */
  ready: () => Promise<boolean>;
};

/** Starts a program and, should it end by itself later, starts it again: until then those who ask it get a 502. */
export async function startProgram({
  name,
  command,
  env,
  chatter,
  prepare,
  ready,
}: Program): Promise<{ stop(): Promise<void> }> {
  const [file, ...args] = guarded(command, 'TERM');
  let said = '';
  let phase: 'starting' | 'running' | 'stopping' = 'starting';
  let pause = FIRST_PAUSE;
  let again: NodeJS.Timeout | undefined;

  function launch() {
    prepare?.();
    // Detached: Ctrl-C reaches us and not the program, so that requests under way can end first.
    const child = spawn(file!, args, {
      // nothing of our own environment, which may hold secrets of other things
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TMPDIR: process.env.TMPDIR ?? '', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const begin = Date.now();
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.stdin.on('error', () => {});
    child.once('error', (error) => (said += error.message));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4000);
        if (phase !== 'running') return;
        for (const line of text.split('\n'))
          if (line && !chatter?.test(line)) process.stderr.write(`${name}: ${line}\n`);
      });
    }
    child.once('exit', (code, signal) => {
      child.stdin.destroy();
      if (phase !== 'running') return;
      process.stderr.write(`${name} has ended (${signal ?? code}) and is started again\n`);
      pause = Date.now() - begin > LONGEST_PAUSE ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
      again = setTimeout(() => (current = launch()), pause);
    });
    return { child, ended };
  }
  let current = launch();
  const hasEnded = ({ child } = current) =>
    child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

  const stop = async () => {
    phase = 'stopping';
    clearTimeout(again);
    const { child, ended } = current;
    child.stdin.end();
    if (hasEnded()) return;
    const patience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT);
    await ended;
    clearTimeout(patience);
  };

  for (const deadline = Date.now() + START_TIMEOUT; !(await ready().catch(() => false)); await sleep(15)) {
    if (!hasEnded() && Date.now() < deadline) continue;
    await stop();
    throw new Problem(`${name} did not start:\n${said.trim().split('\n').slice(-5).join('\n') || 'no answer'}`);
  }
  phase = 'running';
  return { stop };
}

/** Whether somebody listens on that socket. */
export const isListening = (socket: string) => fs.existsSync(socket);
