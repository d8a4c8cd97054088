// What is loaded over HTTP, in a process of its own: the APIs, and beside them the least there could be.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { startApi } from '../scripts/lib/api.ts';

const { urls, jwtSecret } = JSON.parse(process.argv[2]!);
const api = await startApi({ urls, jwtSecret, port: 0, localAuth: false });
const answer = 'x'.repeat(12_000);
const bare = http.createServer((_, res) => res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': answer.length }).end(answer));
await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
console.log(JSON.stringify({ api: Number(new URL(api.url).port), bare: (bare.address() as AddressInfo).port }));
process.stdin.resume().on('end', async () => {
  await api.stop();
  process.exit(0);
});
