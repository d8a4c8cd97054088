// Just enough HTTP to load a server with: it has to leave the processor to what is measured.
import net from 'node:net';
import { now } from './measure.ts';

/** Answers a second over `connections` kept open; every answer has to be a 200. */
export async function load(port: number, request: (n: number) => string, connections: number, milliseconds: number): Promise<number> {
  let sent = 0;
  let answered = 0;
  const begin = now();
  const end = begin + milliseconds;
  await Promise.all(Array.from({ length: connections }, () => new Promise<void>((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    let parts: Buffer[] = [];
    let size = 0;
    let wanted: number | undefined;
    let chunked = false;
    const next = () => {
      parts = [];
      [size, wanted, chunked] = [0, undefined, false];
      if (now() < end) return socket.write(request(sent++));
      socket.end();
      resolve();
    };
    socket.on('connect', next);
    socket.on('error', reject);
    socket.on('close', () => (now() < end ? reject(new Error('The server closed the connection.')) : resolve()));
    socket.on('data', (part) => {
      parts.push(part);
      size += part.length;
      if (wanted === undefined && !chunked) {
        const head = Buffer.concat(parts);
        const at = head.indexOf('\r\n\r\n');
        if (at < 0) return;
        const headers = head.toString('latin1', 0, at).toLowerCase();
        if (!headers.startsWith('http/1.1 200')) return reject(new Error(`${headers.split('\r\n')[0]}: ${head.toString('utf8', at).slice(0, 500)}`));
        const length = /\ncontent-length: (\d+)/.exec(headers);
        if (length) wanted = at + 4 + Number(length[1]);
        else chunked = true;
        parts = [head];
      }
      if (chunked ? endsChunks(parts) : size >= wanted!) {
        answered++;
        next();
      }
    });
  })));
  return answered / ((now() - begin) / 1000);
}

function endsChunks(parts: Buffer[]): boolean {
  const last = parts.at(-1)!;
  const tail = last.length >= 7 ? last : Buffer.concat(parts);
  return tail.subarray(-7).toString('latin1') === '\r\n0\r\n\r\n';
}

export async function get(port: number, request: string): Promise<string> {
  const socket = net.connect({ port, host: '127.0.0.1' });
  socket.end(request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  let answer = '';
  for await (const part of socket) answer += part;
  return answer;
}
