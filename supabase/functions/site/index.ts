import { handle, type Env } from './handler.ts';

declare const Deno: {
  serve(handler: (request: Request) => Promise<Response>): unknown;
  env: { toObject(): Record<string, string> };
};

Deno.serve((request) => handle(request, Deno.env.toObject() as Env));
