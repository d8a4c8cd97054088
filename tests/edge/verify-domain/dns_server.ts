// A real DNS server with the zones a test gives it, asked over HTTPS' way without its S.
import type { AddressInfo } from 'node:net';
import DNS from 'dns2';
import { afterAll } from 'vitest';

/** What a name has: a CNAME, a zone of its own, or what the server does instead of answering. */
export type Name = { cname?: string | string[]; apex?: true; fails?: 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'never' };

const { Packet } = DNS;

export async function startDns() {
  const names = new Map<string, Name>();
  const server = DNS.createDOHServer({ ssl: false });
  server.on('request', (request, send) => {
    const response = Packet.createResponseFromRequest(request);
    const { name, type } = request.questions[0] as unknown as { name: string; type: number };
    // a name that nobody has told us of is one that nobody has
    const found = names.get(name) ?? { fails: 'NXDOMAIN' };
    if (found.fails === 'never') return;
    if (found.fails) response.header.rcode = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 }[found.fails];
    const add = (record: object) => response.answers.push({ name, type, class: Packet.CLASS.IN, ttl: 60, ...record } as (typeof response.answers)[number]);
    if (type === Packet.TYPE.CNAME && found.cname) for (const domain of [found.cname].flat()) add({ domain });
    if (type === Packet.TYPE.SOA && found.apex) {
      add({ primary: `ns.${name}`, admin: `admin.${name}`, serial: 1, refresh: 1, retry: 1, expiration: 1, minimum: 1 });
    }
    send(response);
  });
  server.listen(0, '127.0.0.1');
  await new Promise<void>((done) => server.on('listening', done));
  afterAll(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/dns-query`, names };
}
