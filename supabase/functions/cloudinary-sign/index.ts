import { handle, type Env } from './handler.ts';
Deno.serve((request) => handle(request, Deno.env.toObject() as Env));
