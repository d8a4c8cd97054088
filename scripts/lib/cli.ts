// What every command shares: --help, flags, progress, and errors that a person can act on.
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** A failure whose message says what to do; printed without a stack. */
export class Problem extends Error {}

type Flags<T extends ParseArgsOptionsConfig> = { [K in keyof T]?: T[K] extends { type: 'boolean' } ? boolean : string };

type Command<T extends ParseArgsOptionsConfig> = {
  /** Printed by --help; its first line says how the command is called. */
  help: string;
  options?: T;
  /** The command runs another one: its own flags end where that begins. */
  wraps?: boolean;
  run(flags: Flags<T>, positionals: string[]): Promise<number | void>;
};

/** Runs a command with the process's arguments and exits with its status. */
export async function command<T extends ParseArgsOptionsConfig>({ help, options, wraps = false, run }: Command<T>): Promise<never> {
  let status: number;
  try {
    const { values, positionals } = parse(help, { ...options, help: { type: 'boolean', short: 'h' } }, wraps);
    if (values.help) {
      console.log(help.trim());
      status = 0;
    } else {
      status = (await run(values as Flags<T>, positionals)) ?? 0;
    }
  } catch (error) {
    console.error(error instanceof Problem ? `\n${error.message}` : error);
    status = 1;
  }
  process.exit(status);
}

function parse(help: string, options: ParseArgsOptionsConfig, wraps: boolean) {
  const args = process.argv.slice(2);
  try {
    if (!wraps) return parseArgs({ args, options, allowPositionals: true });
    const { tokens } = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true });
    const first = tokens.find((token) => token.kind !== 'option')?.index ?? args.length;
    const { values } = parseArgs({ args: args.slice(0, first), options });
    return { values, positionals: args.slice(args[first] === '--' ? first + 1 : first) };
  } catch (error) {
    throw new Problem(`${(error as Error).message}\n\n${help.trim()}`);
  }
}

/** Shows what is being done while it is done, and how long it took. On stderr: stdout belongs to the command's result. */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  const live = process.stderr.isTTY;
  if (live) process.stderr.write(`  ${label} …`);
  try {
    const result = await work();
    process.stderr.write(`${live ? '\r\x1b[2K' : ''}✓ ${label} (${((performance.now() - begin) / 1000).toFixed(1)} s)\n`);
    return result;
  } catch (error) {
    process.stderr.write(`${live ? '\r\x1b[2K' : ''}✗ ${label}\n`);
    throw error;
  }
}

/** Cleans up when the process is asked to stop. */
export function onStop(cleanUp: () => Promise<void>): void {
  let asked = false;
  for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) {
    process.on(signal, () => {
      if (asked) return;
      asked = true;
      cleanUp().then(() => process.exit(status), (error) => {
        console.error(error);
        process.exit(1);
      });
    });
  }
}
