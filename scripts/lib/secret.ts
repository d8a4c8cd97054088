// What tokens are signed with: JWT_SECRET, or one that this machine makes once and keeps.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Problem } from './cli.ts';
import { localFolder } from './paths.ts';

// HS256 is as strong as its key; PostgREST refuses shorter ones.
const MIN_LENGTH = 32;
const file = path.join(localFolder, 'jwt-secret');

export function jwtSecret(): string {
  const given = process.env.JWT_SECRET;
  if (given !== undefined) {
    if (given.length < MIN_LENGTH) throw new Problem(`JWT_SECRET has to have at least ${MIN_LENGTH} characters.`);
    return given;
  }
  const kept = readKept();
  if (kept) return kept;
  const secret = randomBytes(32).toString('base64url');
  fs.mkdirSync(localFolder, { recursive: true });
  // a name of its own first: a start killed here leaves no half-written secret
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, secret, { mode: 0o600 });
  fs.renameSync(draft, file);
  return secret;
}

function readKept(): string | undefined {
  try {
    const kept = fs.readFileSync(file, 'utf8').trim();
    return kept.length >= MIN_LENGTH ? kept : undefined;
  } catch {
    return undefined;
  }
}
