// One port: which request goes where, and what is kept away from what stands behind.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { startApi } from '../../scripts/lib/api.ts';
import { startProgram } from '../../scripts/lib/child.ts';
import { createGateway } from '../../scripts/lib/gateway.ts';
import { withClient } from '../../scripts/lib/migrate.ts';
import { signToken } from '../../scripts/lib/jwt.ts';
import { client, SECRET, signUp, useApi, visit } from './support.ts';

const api = await useApi();
const ann = await signUp(api, 'ann');
await ann.db.rpc('publish_website', { website: ann.website });

const get = (url: string, init?: RequestInit) => fetch(`${api.url}${url}`, init);

describe('routes', () => {
  test('the landing page leads everywhere', async () => {
    const response = await get('/');
    const html = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    for (const word of ['/graphql/v1', '/rest/v1', '/functions/v1', 'curl']) expect(html).toContain(word);
    expect((await get('/', { method: 'POST' })).status).toBe(405);
  });

  test('its curl line works as it stands', async () => {
    const line = /curl &#39;([^&]*(?:&amp;[^&]*)*)&#39;|curl '([^']*)'/.exec(await (await get('/')).text())!;
    const plans = (await (await fetch((line[1] ?? line[2])!.replaceAll('&amp;', '&'))).json()) as { name: string }[];
    expect(plans.length).toBeGreaterThan(0);
    expect(plans[0]!.name).toBeTruthy();
  });

  test('the explorer, for browsers, from this server alone', async () => {
    const response = await get('/graphql/v1', { headers: { accept: 'text/html' } });
    const html = await response.text();
    expect(response.status).toBe(200);
    for (const [, url] of html.matchAll(/(?:src|href)="([^"]+)"/g)) expect((await get(url!)).status, url).toBe(200);
    expect(html).not.toMatch(/https?:\/\/(?!localhost)/);
  });

  test('REST, with the list of what it offers', async () => {
    const body = (await (await get('/rest/v1/')).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(body.paths)).toContain('/plans');
    expect(Object.keys(body.paths)).not.toContain('/websites');
  });

  test('published sites by host, whatever its case; drafts and strangers are not found', async () => {
    expect((await visit(api, `${ann.subdomain}.localhost`)).status).toBe(200);
    expect((await visit(api, `${ann.subdomain.toUpperCase()}.LOCALHOST`)).status).toBe(200);
    expect((await visit(api, `${ann.subdomain}.localhost`, '/nowhere')).status).toBe(404);
    expect((await visit(api, 'nobody.localhost')).status).toBe(404);
    expect((await visit(api, 'www.example.com')).status).toBe(404);
    const bob = await signUp(api, 'bob');
    expect((await visit(api, `${bob.subdomain}.localhost`)).status).toBe(404);
  });

  test('a site shows no API below it', async () => {
    for (const url of ['/rest/v1/plans', '/graphql/v1', '/auth/v1/settings']) {
      expect((await visit(api, `${ann.subdomain}.localhost`, url)).headers['content-type'], url).toContain('text/html');
    }
  });

  test('edge functions by name', async () => {
    expect((await get('/functions/v1/site/')).headers.get('content-type')).toContain('text/html');
    expect((await get('/functions/v1/nothing', { headers: ann.headers })).status).toBe(404);
  });

  test('edge functions that are not for everybody ask for a token first', async () => {
    for (const url of ['/functions/v1', '/functions/v1/', '/functions/v1/%73ite', '/functions/v1/site%2f..%2fnothing'])
      expect((await get(url)).status, url).toBe(401);
    // fetch would tidy it up
    expect((await visit(api, 'localhost', '/functions/v1/site/../nothing')).status).toBe(401);
    expect((await visit(api, 'localhost', '/functions/v1/site/%2e%2e/nothing')).status).toBe(401);
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { authorization: `Bearer ${await signToken('x'.repeat(32), { sub: ann.id }, '1h')}` }]) {
      const response = await get('/functions/v1/nothing', { headers });
      expect(response.status).toBe(401);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(await response.json()).toMatchObject({ code: 'PT401' });
    }
  });

  test('anything else is not found, in the shape of the other errors', async () => {
    for (const url of ['/nothing', '/rest/v2/plans', '/graphql', '/rest/v1x']) {
      const response = await get(url);
      expect(response.status, url).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'PT404', hint: expect.stringContaining('/rest/v1') });
    }
  });
});

describe('for browsers on other origins', () => {
  test('preflights are answered as supabase-js needs them', async () => {
    for (const url of ['/rest/v1/websites', '/graphql/v1', '/auth/v1/signup', '/functions/v1/site']) {
      const response = await get(url, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://app.example.com',
          'access-control-request-method': 'PATCH',
          'access-control-request-headers': 'apikey,authorization,x-tenant-id,x-client-info',
        },
      });
      expect(response.status, url).toBe(204);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-allow-methods')).toContain('PATCH');
      expect(response.headers.get('access-control-allow-headers')).toContain('x-tenant-id');
      expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    }
  });

  test('answers may be read, errors included', async () => {
    for (const url of ['/rest/v1/plans', '/rest/v1/websites', '/auth/v1/settings', '/auth/v1/user', '/nothing']) {
      const response = await get(url, { headers: { origin: 'https://app.example.com' } });
      expect(response.headers.get('access-control-allow-origin'), url).toBe('*');
    }
  });
});

describe('keys', () => {
  test('apikey alone is enough', async () => {
    expect((await get('/rest/v1/websites', { headers: { apikey: ann.token } })).status).toBe(200);
    expect((await get('/rest/v1/websites', { headers: { apikey: api.anonKey } })).status).toBe(401);
  });

  test('and never more than the token beside it', async () => {
    const response = await get('/rest/v1/websites', {
      headers: { apikey: api.serviceRoleKey, authorization: `Bearer ${ann.token}` },
    });
    expect(await response.json()).toHaveLength(1);
  });
});

test("what says where a request comes from is the gateway's to say", async () => {
  const headers = {
    'x-forwarded-host': `${ann.subdomain}.localhost`,
    forwarded: `host=${ann.subdomain}.localhost`,
    'x-forwarded-proto': 'https',
  };
  expect((await get('/functions/v1/site/', { headers })).status).toBe(404);
  expect((await visit(api, 'nobody.localhost', '/', { headers })).status).toBe(404);
});

test('a visitor is counted by the own address, behind a function too', async () => {
  const { data: home } = await ann.db.from('pages').select('id').eq('slug', '/').single();
  await ann.db.rpc('set_page_password', { page: home!.id, password: 'open sesame' });
  const guess = (from: '127.0.0.1' | '::1', password: string) =>
    visit(api, `${ann.subdomain}.localhost`, '/', {
      method: 'POST',
      from,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': '203.0.113.9' },
      body: new URLSearchParams({ password }).toString(),
    });
  expect((await visit(api, `${ann.subdomain}.localhost`)).status).toBe(401);
  expect((await guess('127.0.0.1', 'wrong')).status).toBe(401);
  const right = await guess('127.0.0.1', 'open sesame').then(({ status }) => status);
  const second = await guess('::1', 'wrong').then(
    () => ['::'], // the network of ::1
    () => [], // a machine without IPv6
  );
  const { rows } = await withClient(api.urls.DATABASE_URL, (db) =>
    db.query(
      `select split_part(key, ' ', 3) as address from private.rate_limit_buckets where key like 'unlock_page %'`,
    ),
  );
  expect(right).toBe(200);
  expect(
    rows
      .map(({ address }) => address)
      .filter(Boolean)
      .sort(),
  ).toEqual(['127.0.0.1', ...second].sort());
  await ann.db.rpc('set_page_password', { page: home!.id });
});

const raw = (text: string) =>
  new Promise<string>((resolve) => {
    const socket = net.connect(api.port, '127.0.0.1', () => socket.end(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
  });

test('requests that are no HTTP of ours do no harm', async () => {
  expect(await raw('GET http://example.com/ HTTP/1.1\r\nHost: localhost\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
  expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
  expect(
    await raw(
      'POST /rest/v1/plans HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ),
  ).toMatch(/^HTTP\/1.1 400/);
  expect((await get('/rest/v1/plans')).status).toBe(200);
});

test('hosts and paths of a site are what they look like', async () => {
  const site = `${ann.subdomain}.localhost`;
  for (const host of [`${site}/x`, `x@${site}`, `${site}?`, `${site}"><b`]) {
    expect(await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`), host).toMatch(/^HTTP\/1.1 400/);
  }
  for (const path of ['/../other/', '/%2e%2e/other/', '/..//other']) {
    const { status, headers } = await visit(api, site, path);
    expect([status, headers['content-type']], path).toEqual([404, 'text/html; charset=utf-8']);
  }
});

describe('what stands behind', () => {
  // a server that writes down what it gets, in place of PostgREST
  async function behind(work: (port: number, got: () => string) => Promise<void>) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-test-'));
    const rest = path.join(folder, 'rest');
    let got = '';
    const upstream = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        got += chunk;
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
    });
    const home = () => {};
    const gateway = createGateway({ home, graphql: home, rest, edge: rest, guard: async () => {}, edgeKey: 'x' });
    await new Promise<void>((resolve) => upstream.listen(rest, resolve));
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    try {
      await work((gateway.address() as net.AddressInfo).port, () => got);
    } finally {
      gateway.closeAllConnections();
      gateway.close();
      upstream.close();
      fs.rmSync(folder, { recursive: true });
    }
  }
  const send = (port: number, text: string) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('error', () => {});
    return socket;
  };

  test.for(['GET', 'HEAD', 'DELETE', 'POST', 'PATCH'])('no body of a %s passes for another request', async (method) => {
    await behind(async (port, got) => {
      const inner = 'GET /inner HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n';
      const chunk = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;
      send(port, `${method} /rest/v1/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`);
      for (let i = 0; i < 100 && !got().includes('/inner'); i++) await sleep(20);
      const [head] = got().split('\r\n\r\n');
      expect(head).toMatch(new RegExp(`^content-length: ${inner.length}$`, 'im'));
      expect(head).not.toMatch(/^transfer-encoding/im);
    });
  });

  test('hears nothing of a request until its body is there', async () => {
    await behind(async (port, got) => {
      const slow = send(port, 'POST /rest/v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nab');
      await sleep(200);
      expect(got()).toBe('');
      slow.write('cd');
      for (let i = 0; i < 100 && !got(); i++) await sleep(20);
      expect(got()).toMatch(/abcd$/);
    });
  });
});

test('relations in a REST request go only so deep', async () => {
  const headers = { authorization: `Bearer ${ann.token}` };
  const ask = (select: string) => get(`/rest/v1/components?limit=1&select=${select}`, { headers });
  expect((await ask('pages(websites(tenants(name)))')).status).toBe(200);
  const tooDeep = await ask('pages(components(pages(components(id))))');
  expect([tooDeep.status, await tooDeep.json()]).toMatchObject([400, { code: 'PT400', hint: expect.any(String) }]);
});

test('a visitor who leaves early, again and again, leaves nothing behind', async () => {
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      const abort = new AbortController();
      const answer = get('/rest/v1/plans', { signal: abort.signal }).catch(() => {});
      await sleep(Math.random() * 4);
      abort.abort();
      await answer;
    }),
  );
  expect((await client(api).from('plans').select('slug')).error).toBeNull();
});

describe('starting and stopping', () => {
  test('a port that is taken is named', async () => {
    await expect(startApi({ urls: api.urls, jwtSecret: SECRET, port: api.port, localAuth: true })).rejects.toThrow(
      new RegExp(`Port ${api.port} is taken`),
    );
    expect((await get('/rest/v1/plans')).status).toBe(200);
  });

  test('without local sign-in there is none', async () => {
    const other = await startApi({ urls: api.urls, jwtSecret: SECRET, port: 0, localAuth: false });
    expect((await fetch(`${other.url}/auth/v1/settings`)).status).toBe(404);
    expect((await fetch(`${other.url}/rest/v1/plans`)).status).toBe(200);
    await other.stop();
    await expect(fetch(`${other.url}/rest/v1/plans`)).rejects.toThrow();
  });

  test('a database that is away is said so', async () => {
    const nowhere = 'postgres://authenticator@127.0.0.1:1/none';
    const urls = { ...api.urls, AUTHENTICATOR_URL: nowhere, GRAPHQL_URL: nowhere };
    await expect(startApi({ urls, jwtSecret: SECRET, port: 0, localAuth: false })).rejects.toThrow(
      /No connection to postgres:\/\/authenticator@127.0.0.1:1\/none/,
    );
  });

  test('a program that does not come up shows its last words', async () => {
    await expect(
      startProgram({
        name: 'Echo',
        command: ['/bin/sh', '-c', 'echo this is why >&2; exit 3'],
        env: {},
        ready: async () => false,
      }),
    ).rejects.toThrow(/Echo did not start:\nthis is why/);
  });

  test('a program that ends is started again, until it is told to stop', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-test-'));
    const pids = path.join(folder, 'pids');
    const started = () => (fs.existsSync(pids) ? fs.readFileSync(pids, 'utf8').trim().split('\n').map(Number) : []);
    const warnings = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const program = await startProgram({
      name: 'Echo',
      command: ['/bin/sh', '-c', 'echo $$ >> "$0"; exec sleep 60', pids],
      env: {},
      ready: async () => started().length > 0,
    });
    process.kill(started()[0]!, 'SIGKILL');
    for (let i = 0; i < 200 && started().length < 2; i++) await sleep(25);
    expect(started()).toHaveLength(2);
    expect(warnings.mock.calls.join()).toContain('Echo has ended (SIGKILL) and is started again');
    await program.stop();
    expect(() => process.kill(started()[1]!, 0)).toThrow();
    await sleep(1500);
    expect(started()).toHaveLength(2);
    warnings.mockRestore();
    fs.rmSync(folder, { recursive: true });
  });

  test('no program outlives us, even when we are killed', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-test-'));
    const pidFile = path.join(folder, 'pid');
    const module = path.resolve('scripts/lib/child.ts');
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import fs from 'node:fs';
         import { startProgram } from ${JSON.stringify(module)};
         await startProgram({ name: 'x', command: ['/bin/sh', '-c', 'echo $$ > "$0"; exec sleep 60', ${JSON.stringify(pidFile)}], env: {}, ready: async () => fs.existsSync(${JSON.stringify(pidFile)}) });
         console.log('started'); setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise((resolve) => parent.stdout.once('data', resolve));
    const pid = Number(fs.readFileSync(pidFile, 'utf8'));
    expect(() => process.kill(pid, 0)).not.toThrow();
    parent.kill('SIGKILL');
    const gone = () => {
      try {
        process.kill(pid, 0);
        return fs.existsSync(`/proc/${pid}/stat`) && / Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
      } catch {
        return true;
      }
    };
    for (let i = 0; i < 100 && !gone(); i++) await sleep(50);
    expect(gone()).toBe(true);
    fs.rmSync(folder, { recursive: true });
  });
});
