// Access tokens: HS256, signed with the secret that both APIs share.
import { SignJWT, errors, jwtVerify, type JWTPayload } from 'jose';

export type Claims = JWTPayload & { role: string };

/** A token that was refused. The message says why, in words a client may read. */
export class TokenError extends Error {}

const key = (secret: string) => new TextEncoder().encode(secret);

export const signToken = (secret: string, claims: JWTPayload, lifetime: string | number) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(key(secret));

// PostgREST allows the same clock skew, so that one token is good or bad through both APIs.
export async function verifyToken(secret: string, token: string): Promise<Claims> {
  try {
    const { payload } = await jwtVerify(token, key(secret), { algorithms: ['HS256'], clockTolerance: 30 });
    return { ...payload, role: typeof payload.role === 'string' ? payload.role : 'anon' };
  } catch (error) {
    throw new TokenError(error instanceof errors.JWTExpired ? 'JWT expired' : 'JWT invalid', { cause: error });
  }
}

/** The two keys a project has on Supabase: tokens that carry a role and no user. */
export async function projectKeys(secret: string) {
  const keyFor = (role: string) => signToken(secret, { role, iss: 'tenantry' }, '10 years');
  return { anonKey: await keyFor('anon'), serviceRoleKey: await keyFor('service_role') };
}
