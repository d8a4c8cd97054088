import { handle, type Env } from './handler.ts';
const env = Deno.env.toObject() as Env;
Deno.serve((request) => handle(request, env));
