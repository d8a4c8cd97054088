// S10 through everything there is: domains that are claimed, pointed and checked, against a real DNS server.
import { beforeAll, expect, test } from 'vitest';
import { withClient } from '../../../scripts/lib/migrate.ts';
import { type Person, signUp, useApi, visit } from '../../api/support.ts';
import { startDns } from './dns_server.ts';

const dns = await startDns();
const api = await useApi({ settings: { DNS_URL: dns.url, DNS_TIMEOUT: '3000' } });
const owner = (sql: string, values: unknown[] = []) => withClient(api.urls.DATABASE_URL, async (client) => (await client.query(sql, values)).rows);
let ann: Person;
let eve: Person;

async function call(body: unknown, token?: string): Promise<{ status: number; body: any }> {
  const response = await fetch(`${api.url}/functions/v1/verify-domain`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function shop(name: string): Promise<Person> {
  const person = await signUp(api, name);
  await owner(`update tenants set plan_id = (select id from plans where slug = 'growth') where id = $1`, [person.tenant]);
  await owner('update auth.users set email_confirmed_at = now() where id = $1', [person.id]);
  await person.db.rpc('publish_website', { website: person.website }).throwOnError();
  return person;
}

const claim = async (person: Person, domain: string) =>
  (await person.db.rpc('add_domain', { website: person.website, domain }).throwOnError()).data as { cname_target: string };
const check = async (person: Person) => {
  // what a test does in a second is no flood
  await owner(`delete from private.rate_limit_buckets where key like 'domain_check%'`);
  const { body } = await call({ website: person.website }, person.token);
  return [body.verified, body.last_error];
};

beforeAll(async () => {
  [ann, eve] = [await shop('ann'), await shop('eve')];
});

test('S10: a domain is served once its CNAME points to the website', async () => {
  const { cname_target } = await claim(ann, 'www.ann.test');
  expect(cname_target).toBe(`${ann.subdomain}.localhost`);
  expect(await check(ann)).toEqual([false, 'NXDOMAIN']);
  expect((await visit(api, 'www.ann.test')).status).toBe(404);
  dns.names.set('www.ann.test', { cname: `${ann.subdomain.toUpperCase()}.localhost` });
  expect(await check(ann)).toEqual([true, null]);
  const { status, body } = await visit(api, 'www.ann.test');
  expect(status).toBe(200);
  expect(body).toContain('<h1');
  expect((await ann.get('{ websites { nodes { customDomain domainVerified } } }')).websites.nodes).toEqual([{ customDomain: 'www.ann.test', domainVerified: true }]);
});

test('S10: whoever claims somebody else’s domain gets nothing by it', async () => {
  await claim(eve, 'www.ann.test');
  expect(await check(eve)).toEqual([false, `Incorrect CNAME target: ${ann.subdomain}.localhost`]);
  expect((await visit(api, 'www.ann.test')).status).toBe(200);
});

test.each<[string, Parameters<typeof dns.names.set>[1], [string, Parameters<typeof dns.names.set>[1]][], string | null]>([
  ['nothing there', {}, [], 'No CNAME'],
  ['the beginning of a zone', { apex: true }, [], 'No CNAME: the name begins a zone, and can have none; use www or another name below it'],
  ['another website', { cname: 'shop.example.com' }, [], 'Incorrect CNAME target: shop.example.com'],
  ['a name that only begins like ours', { cname: 'TARGET.example.com' }, [], 'Incorrect CNAME target: TARGET.example.com'],
  ['a name that ends like ours', { cname: 'xTARGET' }, [], 'Incorrect CNAME target: xTARGET'],
  ['a chain', { cname: 'one.test' }, [['one.test', { cname: 'two.test' }], ['two.test', { cname: 'TARGET' }]], null],
  ['a chain told in one answer', { cname: ['TARGET', 'other.test'] }, [], null],
  ['a chain that ends nowhere', { cname: 'one.test' }, [['one.test', { fails: 'NXDOMAIN' }]], 'Incorrect CNAME target: one.test'],
  ['a chain that nobody answers for', { cname: 'one.test' }, [['one.test', { fails: 'SERVFAIL' }]], 'SERVFAIL'],
  ['a circle', { cname: 'one.test' }, [['one.test', { cname: 'www.eve.test' }]], 'The CNAMEs lead in a circle'],
  ['itself', { cname: 'www.eve.test' }, [], 'The CNAMEs lead in a circle'],
  ['on and on', { cname: 'n0.test' }, Array.from({ length: 20 }, (_, i) => [`n${i}.test`, { cname: `n${i + 1}.test` }]), 'The CNAMEs lead on and on'],
  ['no such name', { fails: 'NXDOMAIN' }, [], 'NXDOMAIN'],
  ['a server that fails', { fails: 'SERVFAIL' }, [], 'SERVFAIL'],
  ['a server that refuses', { fails: 'REFUSED' }, [], 'REFUSED'],
  ['a server that never answers', { fails: 'never' }, [], 'TIMEOUT'],
])('S10: %s', async (_, name, others, error) => {
  await claim(eve, 'www.other.test');
  await claim(eve, 'www.eve.test');
  await owner(`delete from private.rate_limit_buckets where key like 'add_domain%'`);
  const target = `${eve.subdomain}.localhost`;
  const named = (each: typeof name) => JSON.parse(JSON.stringify(each).replaceAll('TARGET', target)) as typeof name;
  dns.names.set('www.eve.test', named(name));
  for (const [other, has] of others) dns.names.set(other, named(has));
  expect(await check(eve)).toEqual([error === null, error?.replaceAll('TARGET', target) ?? null]);
  expect((await visit(api, 'www.eve.test')).status).toBe(error === null ? 200 : 404);
});

test('S10: a name of other letters is claimed in its ASCII form', async () => {
  const { error } = await eve.db.rpc('add_domain', { website: eve.website, domain: 'www.bücher.test' });
  expect(error).toMatchObject({ code: 'PT400', details: 'invalid_input', message: expect.stringContaining('xn--') });
  const { hostname } = new URL('http://www.bücher.test');
  await claim(eve, hostname);
  dns.names.set(hostname, { cname: `${eve.subdomain}.localhost` });
  expect(await check(eve)).toEqual([true, null]);
  expect((await visit(api, 'www.xn--bcher-kva.test')).status).toBe(200);
});

test('S10: a domain that is pointed to another website of ours moves there', async () => {
  dns.names.set('www.ann.test', { cname: `${eve.subdomain}.localhost` });
  await claim(eve, 'www.ann.test');
  expect(await check(eve)).toEqual([true, null]);
  expect(await owner(`select object_id as id from private.directory where key = 'www.ann.test'`)).toEqual([{ id: eve.website }]);
  const [{ last_error }] = await owner('select last_error from domain_verifications where website_id = $1', [ann.website]);
  expect(last_error).toBe('The domain points to another website now');
});

test('S10: what is due is checked for the service, and for nobody else', async () => {
  dns.names.set('www.ann.test', { cname: 'gone.example.com' });
  for (let round = 0; round < 3; round++) {
    expect((await visit(api, 'www.ann.test')).status).toBe(200);
    await owner(`update domain_verifications set next_check_at = now() - interval '1 second' where website_id = $1`, [eve.website]);
    await owner('update domain_verifications set next_check_at = null where website_id <> $1', [eve.website]);
    const { status, body } = await call({ due: true }, api.serviceRoleKey);
    expect([status, body]).toEqual([200, { checked: 1, verified: round < 2 ? 1 : 0, refused: 0 }]);
    expect((await call({ due: true }, api.serviceRoleKey)).body).toEqual({ checked: 0, verified: 0, refused: 0 });
  }
  expect((await visit(api, 'www.ann.test')).status).toBe(404);
  expect((await call({ due: true }, ann.token)).status).toBe(403);
  expect((await call({ due: true })).status).toBe(401);
});

test('S10: domains of many are checked in one call, and one that fails keeps no other from it', async () => {
  const people = await Promise.all(Array.from({ length: 12 }, (_, i) => shop(`many${i}`)));
  for (const [i, person] of people.entries()) {
    await claim(person, `www.many${i}.test`);
    dns.names.set(`www.many${i}.test`, i % 4 ? { cname: `${person.subdomain}.localhost` } : { fails: 'never' });
  }
  const { body } = await call({ due: true }, api.serviceRoleKey);
  expect(body).toEqual({ checked: 12, verified: 9, refused: 0 });
});

test('S10: who may have a domain checked, and how often', async () => {
  await owner(`delete from private.rate_limit_buckets where key like 'domain_check%'`);
  expect((await call({ website: ann.website })).status).toBe(401);
  expect((await call({ website: ann.website }, api.anonKey)).status).toBe(401);
  expect((await call({ website: ann.website }, eve.token)).body).toMatchObject({ code: 'PT404', details: 'not_found' });
  expect((await call({ website: crypto.randomUUID() }, eve.token)).body).toMatchObject({ code: 'PT404', details: 'not_found' });
  expect((await call({ website: 'not an id' }, eve.token)).status).toBe(400);
  expect((await call({}, eve.token)).body).toMatchObject({ code: 'PT400', details: 'invalid_input' });
  expect((await call('{', eve.token)).status).toBe(400);
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++) statuses.push((await call({ website: ann.website }, ann.token)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
});

test('S9, S10: after a downgrade a domain is dark, and its check says why', async () => {
  dns.names.set('www.ann.test', { cname: `${ann.subdomain}.localhost` });
  expect(await check(ann)).toEqual([true, null]);
  await owner(`select private.change_plan($1, (select id from plans where slug = 'starter'))`, [ann.tenant]);
  expect((await visit(api, 'www.ann.test')).status).toBe(404);
  expect((await visit(api, `${ann.subdomain}.localhost`)).status).toBe(200);
  await owner(`delete from private.rate_limit_buckets where key like 'domain_check%'`);
  expect((await call({ website: ann.website }, ann.token)).body).toMatchObject({ code: 'PT409', details: 'domain_off' });
});
