// T8: somebody is invited by mail, follows the link and joins; nothing anybody chooses makes the message another one.
import { describe, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { type Person, client, signUp, tokenFor, useApi } from '../api/support.ts';
import { useMailbox } from './mailbox.ts';
import { useServer } from './server.ts';

// the app that the link leads to
const app = await useServer(() => ({ body: {} }));
const PAGE = `${app.url}/join?from=mail`;
const mailbox = await useMailbox();
const api = await useApi({ settings: { SMTP_URL: mailbox.url, MAIL_FROM: 'Tenantry <mail@tenantry.test>', INVITATION_PAGE: PAGE } });
const sql = async <T = any>(text: string, values: unknown[] = []): Promise<T[]> => withClient(api.urls.DATABASE_URL, async (db) => (await db.query(text, values)).rows);

let count = 0;
const newcomer = (name: string) => signUp(api, `${name}-${++count}`);
async function boss(plan = 'growth'): Promise<Person> {
  const person = await newcomer('boss');
  await sql('update tenants set plan_id = (select id from plans where slug = $2) where id = $1', [person.tenant, plan]);
  return person;
}

/** With supabase-js, as an app would; an answer that refuses is an answer too. */
async function invite(person: Pick<Person, 'db'>, body: Record<string, unknown>, headers: Record<string, string> = {}) {
  const { data, error } = await person.db.functions.invoke('invite', { body, headers });
  if (!error) return { status: 200, ...data };
  const response = error.context as Response;
  return { status: response.status, ...((await response.json()) as any) };
}

const linkIn = (text: string) => new URL(/https?:\/\/\S+/.exec(text)![0]);
const tokenIn = (link: URL) => new URLSearchParams(link.hash.slice(1)).get('token')!;
const last = () => mailbox.mails.at(-1)!;

test('a message comes, its link is followed, and somebody is on the team', async () => {
  const [ann, bob] = [await boss(), await newcomer('bob')];
  const answer = await invite(ann, { email: bob.email.toUpperCase(), role: 'editor' });
  expect(answer).toMatchObject({ status: 200, mailed: true, invitation: { email: bob.email, role: 'editor', status: 'pending' } });
  expect(JSON.stringify(answer)).not.toContain('token');

  expect(last()).toMatchObject({ from: 'mail@tenantry.test', to: [bob.email] });
  expect(last().header('from')).toBe('Tenantry <mail@tenantry.test>');
  expect(last().header('auto-submitted')).toBe('auto-generated');
  const link = linkIn(last().body);
  expect((await fetch(link)).status).toBe(200);
  expect(app.asked.map(({ url }) => url)).toEqual(['/join?from=mail']);
  const token = tokenIn(link);
  // the page of an app does no more
  const { data } = await bob.db.rpc('accept_invitation', { token });
  expect(data).toMatchObject({ status: 200, tenant_id: ann.tenant, role: 'editor' });
  expect(await sql('select role from tenant_members where tenant_id = $1 and user_id = $2', [ann.tenant, bob.id])).toEqual([{ role: 'editor' }]);
  // nowhere at rest
  expect(await sql('select from private.directory where key = $1', [token])).toEqual([]);
  expect(await sql('select from private.outbox')).toEqual([]);
});

test('to one website', async () => {
  const [ann, col] = [await boss(), await newcomer('col')];
  await sql(`update websites set name = 'The <b>menu</b>' where id = $1`, [ann.website]);
  expect(await invite(ann, { email: col.email, role: 'developer', website: ann.website })).toMatchObject({ mailed: true });
  expect(last().header('subject')).toMatch(/^Invitation to work on the website “The <b>menu<\u2060?\/b>” of “/);
  expect(last().body).not.toMatch(/<b>menu<.?\/b>(?!”)/);
  expect((await col.db.rpc('accept_invitation', { token: tokenIn(linkIn(last().body)) })).data).toMatchObject({ status: 200, website_id: ann.website });
});

describe('who may not', () => {
  test('nobody without a token, nor with a forged one', async () => {
    const before = mailbox.mails.length;
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { authorization: `Bearer ${api.anonKey}` }]) {
      const response = await fetch(`${api.url}/functions/v1/invite`, { method: 'POST', headers: headers as Record<string, string>, body: JSON.stringify({ email: 'x@example.com', role: 'viewer' }) });
      expect([401, 403]).toContain(response.status);
    }
    expect(mailbox.mails).toHaveLength(before);
  });

  test('who may not invite sends nothing: another tenant, a lesser role, a full team, a suspended tenant', async () => {
    const [ann, bob, poor] = [await boss(), await newcomer('bob'), await newcomer('poor')];
    const before = mailbox.mails.length;
    expect(await invite(bob, { email: 'x@example.com', role: 'viewer' }, { 'x-tenant-id': ann.tenant })).toMatchObject({ status: 403, details: 'tenant_not_allowed' });
    await sql(`insert into tenant_members (tenant_id, user_id, role) values ($1, $2, 'editor')`, [ann.tenant, bob.id]);
    expect(await invite(bob, { email: 'x@example.com', role: 'viewer' }, { 'x-tenant-id': ann.tenant })).toMatchObject({ status: 403, details: 'forbidden' });
    expect(await invite(poor, { email: 'x@example.com', role: 'viewer' })).toMatchObject({ status: 402, details: 'quota_exceeded' });
    expect(await invite(ann, { email: 'x@example.com', role: 'owner' })).toMatchObject({ status: 409, details: 'one_owner' });
    await sql(`update tenants set status = 'suspended', suspended_for = 'admin' where id = $1`, [ann.tenant]);
    expect(await invite(ann, { email: 'x@example.com', role: 'viewer' })).toMatchObject({ status: 403, details: 'forbidden' });
    expect(mailbox.mails).toHaveLength(before);
  });

  test('somebody else accepts nothing with the link, nor who has not verified the address', async () => {
    const [ann, bob, eve] = [await boss(), await newcomer('bob'), await newcomer('eve')];
    await invite(ann, { email: bob.email, role: 'viewer' });
    const token = tokenIn(linkIn(last().body));
    expect((await eve.db.rpc('accept_invitation', { token })).status).toBe(404);
    await sql('update user_emails set verified = false where user_id = $1', [bob.id]);
    expect((await bob.db.rpc('accept_invitation', { token })).status).toBe(404);
  });
});

describe('what people choose', () => {
  test.each([
    ['line ends in names', 'Acme\r\nBcc: victim@example.com\r\n\r\nDear customer', 'Ann\nReply-To: eve@example.com'],
    ['other line ends', 'Acme\u2028Bcc: victim@example.com\u0085Cc: x@example.com', 'Ann\u000bEve'],
    ['quotes and brackets', '"><script>alert(1)</script>', '</p><a href="https://evil.example">click</a>'],
    ['links', 'Your account is blocked: https://evil.example/login or evil.example', 'www.evil.example'],
    ['writing directions', 'Acme\u202egnp.exe', 'A\u200bnn\ufeff'],
    ['length', 'A'.repeat(120), 'B '.repeat(60)],
  ])('%s', async (_, tenantName, fullName) => {
    const ann = await boss();
    await sql('update tenants set name = $2 where id = $1', [ann.tenant, tenantName]);
    await sql('update users set full_name = $2 where id = $1', [ann.id, fullName]);
    const before = mailbox.mails.length;
    expect(await invite(ann, { email: 'bob@example.com', role: 'viewer' })).toMatchObject({ mailed: true });
    expect(mailbox.mails).toHaveLength(before + 1);
    const mail = last();
    expect(mail.to).toEqual(['bob@example.com']);
    for (const name of ['bcc', 'cc', 'reply-to']) expect(mail.header(name)).toBe('');
    expect(mail.header('to')).toBe('bob@example.com');
    expect(mail.header('subject')).not.toMatch(/\p{Cf}|\p{Zl}|\n/u);
    expect(mail.header('subject').length).toBeLessThan(100);
    // one link, ours, in either part
    expect(mail.body.match(/\w+:\/\/[^\s"<]+/g)!.map((url) => new URL(url.replaceAll('&#38;', '&')).origin)).toEqual([app.url, app.url]);
    expect(mail.body).not.toContain('evil.example');
    const html = mail.body.slice(mail.body.indexOf('Content-Type: text/html'));
    expect(html.match(/<\w+/g)).toEqual(['<p', '<p', '<p', '<a', '<p', '<p']);
  });

  test.each(['bob@example.com\r\nBcc: victim@example.com', 'bob@example.com, victim@example.com', 'Bob <bob@example.com>', '<bob@example.com>', 'bob@example.com>\r\nDATA', '', 7, null, {}])(
    'an address that is none: %j',
    async (email) => {
      const ann = await boss();
      const before = mailbox.mails.length;
      expect((await invite(ann, { email, role: 'viewer' })).status).toBeGreaterThanOrEqual(400);
      expect(mailbox.mails).toHaveLength(before);
    },
  );

  test('where the link leads is not for callers to say', async () => {
    const ann = await boss();
    await invite(ann, { email: 'bob@example.com', role: 'viewer', page: 'https://evil.example', redirect_to: 'https://evil.example', link: 'https://evil.example', subject: 'Evil', text: 'evil.example' });
    expect(last().raw).not.toContain('vil');
  });
});

test('nobody is bombed with mail, and a refusal renews no token', async () => {
  const [ann, bob] = [await boss(), await newcomer('bob')];
  const before = mailbox.mails.length;
  const statuses: number[] = [];
  for (let i = 0; i < 11; i++) statuses.push((await invite(ann, { email: bob.email.replace('@', `+${i}@`), role: 'viewer' })).status);
  // five seats; then the address, whatever stands behind its plus
  expect(statuses.filter((status) => status === 402).length).toBeGreaterThan(0);
  await sql(`update invitations set status = 'revoked' where tenant_id = $1`, [ann.tenant]);
  statuses.length = 0;
  for (let i = 0; i < 11; i++) statuses.push((await invite(ann, { email: bob.email, role: 'viewer' })).status);
  const sent = mailbox.mails.length - before;
  expect(sent).toBe(10);
  expect(statuses.at(-1)).toBe(429);
  const refused = await invite(ann, { email: bob.email, role: 'viewer' });
  expect(refused).toMatchObject({ details: 'rate_limited', hint: expect.stringMatching(/^Wait \d{4} seconds/) });
  expect((await bob.db.rpc('accept_invitation', { token: tokenIn(linkIn(last().body)) })).data).toMatchObject({ status: 200 });
});

test('when the mail server is away the invitation is there, the answer says so, and inviting again sends it', async () => {
  const [ann, bob] = [await boss(), await newcomer('bob')];
  const before = mailbox.mails.length;
  mailbox.trouble = { at: 'message', status: 451 };
  const answer = await invite(ann, { email: bob.email, role: 'viewer' });
  expect(answer).toMatchObject({ status: 200, mailed: false, invitation: { status: 'pending' } });
  expect(mailbox.mails).toHaveLength(before);
  // to be handed on by other means
  const first = tokenIn(new URL(answer.link));
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  mailbox.trouble = undefined;
  expect(await invite(ann, { email: bob.email, role: 'viewer' })).toMatchObject({ mailed: true });
  expect((await bob.db.rpc('accept_invitation', { token: first })).status).toBe(404);
  expect((await bob.db.rpc('accept_invitation', { token: tokenIn(linkIn(last().body)) })).data).toMatchObject({ status: 200 });
});

test('without its settings it says so and invites nobody', async () => {
  const bare = await useApi();
  const ann = await signUp(bare, 'ann');
  await withClient(bare.urls.DATABASE_URL, (db) => db.query(`update tenants set plan_id = (select id from plans where slug = 'growth')`));
  expect(await invite(ann, { email: 'bob@example.com', role: 'viewer' })).toMatchObject({ status: 503, details: 'not_configured' });
  expect((await ann.db.from('invitations').select('id')).data).toEqual([]);
});

test('the service invites nobody: an invitation has somebody who made it', async () => {
  const service = client(api, { authorization: `Bearer ${await tokenFor({ role: 'service_role' })}` });
  expect((await invite({ db: service }, { email: 'x@example.com', role: 'viewer' })).status).toBe(403);
});
