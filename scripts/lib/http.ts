// Small things that every HTTP handler of ours needs.
import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer of our own, in the shape of PostgREST's errors. */
export class HttpError extends Error {
  status: number;
  hint: string | null;
  constructor(status: number, message: string, hint: string | null = null) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}

export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

export function sendError(res: ServerResponse, { status, message, hint }: HttpError): void {
  if (res.headersSent) res.destroy();
  else sendJson(res, status, { code: `PT${status}`, message, details: null, hint });
}

/** The whole body, however many pieces it came in. A refusal leaves the connection open, so that it can be answered. */
export function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const cutShort = () => reject(new HttpError(400, 'The body ended early'));
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else reject(new HttpError(413, `The body is larger than ${limit} bytes`, 'Send it in smaller parts.'));
    });
    req.on('end', () => resolve(Buffer.concat(chunks)));
    req.on('error', cutShort);
    // closed it is in the end, too
    req.on('close', () => req.complete || cutShort());
  });
}

export async function readJson(req: IncomingMessage, limit: number): Promise<unknown> {
  const body = await readBody(req, limit);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new HttpError(400, 'The body is not valid JSON');
  }
}
