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

export async function readJson(req: IncomingMessage, limit: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size > limit) throw new HttpError(413, `The body is larger than ${limit} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new HttpError(400, 'The body is not valid JSON');
  }
}
