// A server that plays somebody else's.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll } from 'vitest';

export type Asked = { method: string; url: string; headers: http.IncomingHttpHeaders; body: string };
export type Said = { status?: number; body: unknown };

/** Answers what it is told to, and remembers what it was asked. */
export async function useServer(answer: (asked: Asked) => Said | Promise<Said>) {
  const asked: Asked[] = [];
  const server = http.createServer(async (req, res) => {
    const request = { method: req.method!, url: req.url!, headers: req.headers, body: await text(req) };
    asked.push(request);
    const { status = 200, body } = await answer(request);
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
