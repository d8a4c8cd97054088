// The running APIs on a database of their own, and people who use them.
import http from 'node:http';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { afterAll } from 'vitest';
import { type Api, startApi } from '../../scripts/lib/api.ts';
import type { DatabaseUrls } from '../../scripts/lib/database.ts';
import { signToken } from '../../scripts/lib/jwt.ts';
import { withClient } from '../../scripts/lib/migrate.ts';
import { useDatabase } from '../run/database.ts';

export const PASSWORD = 'correct horse';
export const SECRET = 'a secret of at least thirty-two characters';

export type Running = Api & { urls: Required<DatabaseUrls>; port: number };

/** `sql` is run by the owner before the APIs look at the schema. */
export async function useApi({
  sql,
  settings,
  ...options
}: { demo?: boolean; sql?: string; settings?: Record<string, string> } = {}): Promise<Running> {
  const urls = await useDatabase(options);
  if (sql) await withClient(urls.DATABASE_URL, (db) => db.query(sql));
  const api = await startApi({ urls, jwtSecret: SECRET, port: 0, localAuth: true, settings });
  afterAll(api.stop);
  return { ...api, urls, port: Number(new URL(api.url).port) };
}

export type GraphqlError = {
  message: string;
  path?: string[];
  extensions: { code?: string; reason?: string; hint?: string };
};
export type GraphqlAnswer = { status: number; data: any; errors?: GraphqlError[] };

export async function graphql(
  api: Running,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<GraphqlAnswer> {
  const response = await fetch(`${api.url}/graphql/v1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as Omit<GraphqlAnswer, 'status'>) };
}

export type Person = {
  id: string;
  email: string;
  token: string;
  headers: Record<string, string>;
  tenant: string;
  website: string;
  subdomain: string;
  /** supabase-js, signed in. */
  db: SupabaseClient;
  /** The answer whatever it is. */
  ask(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<GraphqlAnswer>;
  /** The data, which have to come without an error. */
  get(query: string, variables?: Record<string, unknown>): Promise<any>;
};

export const client = (api: Running, headers: Record<string, string> = {}) =>
  createClient(api.url, api.anonKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { headers },
  });

/** Somebody who has just signed up, with the tenant and website that everybody gets. */
export async function signUp(api: Running, name: string, headers: Record<string, string> = {}): Promise<Person> {
  const db = client(api, headers);
  const email = `${name}@example.com`;
  const { data, error } = await db.auth.signUp({ email, password: PASSWORD });
  if (error) throw error;
  const token = data.session!.access_token;
  const { data: site, error: failure } = await db.from('websites').select('id, tenant_id, subdomain').single();
  if (failure) throw failure;
  const person = {
    id: data.user!.id,
    email,
    token,
    tenant: site.tenant_id,
    website: site.id,
    subdomain: site.subdomain,
  };
  const mine = { authorization: `Bearer ${token}`, ...headers };
  const ask: Person['ask'] = (query, variables, more) => graphql(api, query, variables, { ...mine, ...more });
  return {
    ...person,
    headers: mine,
    db,
    ask,
    async get(query, variables) {
      const answer = await ask(query, variables);
      if (answer.errors) throw new Error(JSON.stringify(answer.errors));
      return answer.data;
    },
  };
}

/** A token of the caller's making. */
export const tokenFor = (claims: Record<string, unknown>, lifetime: string | number = '1h') =>
  signToken(SECRET, claims, lifetime);

/**
 * A visit by host, which a browser finds by itself and fetch does not. Of somebody who reloads, unless `cache-control` says
 * otherwise: what has just changed shows at once.
 */
export function visit(
  api: Running,
  host: string,
  path = '/',
  options: { method?: string; headers?: Record<string, string>; body?: string; from?: '127.0.0.1' | '::1' } = {},
): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: options.from ?? '127.0.0.1',
        port: api.port,
        path,
        method: options.method ?? 'GET',
        headers: { host: `${host}:${api.port}`, 'cache-control': 'no-cache', ...options.headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}
