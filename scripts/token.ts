import type pg from 'pg';
import { command, Problem } from './lib/cli.ts';
import { signToken } from './lib/jwt.ts';
import { withClient } from './lib/migrate.ts';
import { jwtSecret } from './lib/secret.ts';
import { openTarget } from './lib/target.ts';

await command({
  help: `
npm run token -- <email> [--tenant <slug>]

Prints an access token, good for a day, for a person who has signed up: for curl, the GraphQL explorer and tests.

  --tenant   first make this the tenant the person acts for, as set_active_tenant does

Works on the database of DATABASE_URL, with JWT_SECRET, or on the data of npm start.
Example: curl localhost:3000/rest/v1/rpc/my_tenants -H "Authorization: Bearer $(npm run -s token -- demo@tenantry.test)"
`,
  options: { tenant: { type: 'string' } },
  async run({ tenant }, [email, ...more]) {
    if (!email || more.length > 0) throw new Problem('Whose token? `npm run token -- --help` shows how.');
    const target = await openTarget();
    try {
      const claims = await withClient(target.databaseUrl, async (client) => {
        const {
          rows: [user],
        } = await client.query(
          `select u.id, u.email, coalesce(r.role = 'admin', false) as is_admin
           from public.users u left join public.user_roles r on r.user_id = u.id
           where u.email = lower($1) and u.deleted_at is null`,
          [email],
        );
        if (!user) throw new Problem(`Nobody has signed up as ${email} in ${target.label}.`);
        const role = user.is_admin ? 'platform_admin' : 'authenticated';
        const claims = { sub: user.id as string, email: user.email as string, role, aud: 'authenticated' };
        if (tenant) await activate(client, tenant, claims);
        return claims;
      });
      console.log(await signToken(jwtSecret(), claims, '1 day'));
    } finally {
      await target.close();
    }
  },
});

// As the person, so that the database says whether they may.
async function activate(client: pg.Client, slug: string, claims: object): Promise<void> {
  const {
    rows: [found],
  } = await client.query('select id from public.tenants where slug = $1', [slug]);
  await client.query('begin');
  await client.query('set local role authenticated');
  await client.query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify(claims)]);
  await client.query('select public.set_active_tenant($1)', [found?.id]).catch((error: pg.DatabaseError) => {
    if (!error.code?.startsWith('PT')) throw error;
    throw new Problem(`They can't act for a tenant with the slug "${slug}": ${error.message}.`);
  });
  await client.query('commit');
}
