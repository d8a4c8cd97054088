// S10: whatever a DNS server answers, a name leads nowhere it does not lead.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { lookUp } from '../../../supabase/functions/verify-domain/dns.ts';

type Reply = { status?: number; body?: Uint8Array; location?: string };
let reply: (asked: Buffer) => Reply;
const server = http.createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { status = 200, body = new Uint8Array(), location } = reply(Buffer.concat(chunks));
  response.writeHead(status, { 'content-type': 'application/dns-message', ...(location && { location }) }).end(body);
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
afterAll(() => void server.close());
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dns-query`;
const look = () => lookUp('www.ann.test', 'pizza.localhost', { url, timeout: 20_000 });

const label = (text: string) => [text.length, ...Buffer.from(text)];
const name = (text: string) => [...text.split('.').flatMap(label), 0];
const u16 = (n: number) => [n >> 8, n & 255];
const record = (owner: number[], type: number, data: number[], length = data.length) => [...owner, ...u16(type), ...u16(1), 0, 0, 0, 60, ...u16(length), ...data];
const message = (answers: number[][], { flags = 0x8180, count = answers.length } = {}) =>
  new Uint8Array([0, 0, ...u16(flags), ...u16(1), ...u16(count), 0, 0, 0, 0, ...name('www.ann.test'), ...u16(5), ...u16(1), ...answers.flat()]);
const toQuestion = [0xc0, 12];

test('S10: an answer as it should be', async () => {
  reply = () => ({ body: message([record(toQuestion, 5, name('Pizza.localhost'))]) });
  expect(await look()).toEqual({ cnames: ['pizza.localhost'], error: null });
});

test('S10: what is asked is the name and its CNAME', async () => {
  let asked: Buffer | undefined;
  reply = (body) => ({ body: ((asked ??= body), message([record(toQuestion, 5, name('pizza.localhost'))])) });
  await look();
  expect([...asked!]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...name('www.ann.test'), 0, 5, 0, 1]);
});

test.each<[string, () => Reply, string]>([
  ['nothing', () => ({}), 'SERVFAIL'],
  ['half a header', () => ({ body: new Uint8Array(7) }), 'SERVFAIL'],
  ['the question sent back', () => ({ body: message([], { flags: 0x0100 }) }), 'SERVFAIL'],
  ['fewer answers than it says', () => ({ body: message([], { count: 9 }) }), 'SERVFAIL'],
  ['a name that points to itself', () => ({ body: message([record([0xc0, 30], 5, [0xc0, 30])]) }), 'SERVFAIL'],
  ['two names that point to each other', () => ({ body: message([record([0xc0, 32, 0xc0, 30], 5, [])]) }), 'SERVFAIL'],
  ['a name that goes on beyond the message', () => ({ body: message([record(toQuestion, 5, [63, 97])]) }), 'SERVFAIL'],
  ['an error of the resolver', () => ({ status: 502 }), 'SERVFAIL'],
  ['the way to somebody else', () => ({ status: 307, location: 'http://127.0.0.1:1/' }), 'SERVFAIL'],
  ['a web page', () => ({ body: Buffer.from('<!doctype html><title>Sign in to this network</title>') }), 'SERVFAIL'],
  ['a code nobody knows', () => ({ body: message([], { flags: 0x818b }) }), 'SERVFAIL'],
])('S10: %s is no answer', async (_, answer, error) => {
  reply = answer;
  expect(await look()).toEqual({ cnames: [], error });
});

test('S10: a dot within a label is no dot between two', async () => {
  reply = () => ({ body: message([record(toQuestion, 5, [...label('pizza.localhost'), 0])]) });
  const { cnames } = await look();
  expect(cnames).not.toContain('pizza.localhost');
});

test('S10: a record of another name, or of another kind, says nothing of this one', async () => {
  reply = () => ({ body: message([record(name('www.other.test'), 5, name('pizza.localhost')), record(toQuestion, 16, label('pizza.localhost'))]) });
  expect(await look()).toEqual({ cnames: [], error: null });
});

test('S10: a resolver that is not there', async () => {
  expect(await lookUp('www.ann.test', 'pizza.localhost', { url: 'http://127.0.0.1:9/', timeout: 20_000 })).toEqual({ cnames: [], error: 'SERVFAIL' });
});
