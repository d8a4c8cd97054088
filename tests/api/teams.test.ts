// T7–T10, T12: a team from the invitation on, the same through either API; and every way to more than one has, closed.
import { describe, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { type Person, signUp, useApi } from './support.ts';

const api = await useApi();
const sql = async <T = any>(text: string, values: unknown[] = []): Promise<T[]> => withClient(api.urls.DATABASE_URL, async (db) => (await db.query(text, values)).rows);
const onPlan = (person: Person, plan: string) => sql('update tenants set plan_id = (select id from plans where slug = $2) where id = $1', [person.tenant, plan]);

type Issued = { token: string; invitation: { id: string; email: string; role: string; status: string } };
type Answer = { status: number; reason: string | null; tenant: string | null };
type Names = { email: string; role: string; website?: string };

/** What people of a team do, in the words of one API. */
type Team = {
  invite(names: Names): Promise<Issued>;
  invited(): Promise<string[]>;
  revoke(invitation: string): Promise<string>;
  mine(): Promise<{ tenant: string; website: string | null }[]>;
  accept(token: string): Promise<Answer>;
  members(): Promise<string[]>;
  websites(): Promise<string[]>;
  actFor(tenant: string): Promise<void>;
  leave(tenant: string): Promise<void>;
};

const throughSupabase = ({ db }: Person): Team => {
  const ok = <T>({ data, error }: { data: T; error: unknown }): NonNullable<T> => {
    if (error) throw new Error(JSON.stringify(error));
    return data as NonNullable<T>;
  };
  return {
    invite: async (names) => ok(await db.rpc('create_invitation', names)) as Issued,
    invited: async () => ok(await db.from('invitations').select('email').eq('status', 'pending').order('email')).map(({ email }) => email),
    revoke: async (invitation) => (ok(await db.rpc('revoke_invitation', { invitation })) as { status: string }).status,
    mine: async () => (ok(await db.rpc('my_invitations')) as any[]).map((row) => ({ tenant: row.tenant_name, website: row.website_name })),
    async accept(token) {
      const { data, error, status } = await db.rpc('accept_invitation', { token });
      // supabase-js calls every status but 2xx an error; the answer is in it
      const answer = (data ?? error) as unknown as { status: number; reason: string | null; tenant_id: string | null };
      expect(answer.status).toBe(status);
      return { status, reason: answer.reason, tenant: answer.tenant_id };
    },
    members: async () => ok(await db.from('tenant_members').select('email').eq('is_active', true).order('email')).map(({ email }) => email),
    websites: async () => ok(await db.from('websites').select('id')).map(({ id }) => id),
    actFor: async (tenant) => void (await db.rpc('set_active_tenant', { tenant })),
    leave: async (tenant) => {
      const { error } = await db.rpc('leave_tenant', { tenant });
      if (error) throw new Error(error.details);
    },
  };
};

const throughGraphql = ({ get, ask }: Person): Team => ({
  invite: async (names) =>
    (await get(
      `mutation ($input: CreateInvitationInput!) { createInvitation(input: $input) { issuedInvitation { token invitation { id email role status } } } }`,
      { input: names },
    )).createInvitation.issuedInvitation,
  invited: async () => (await get('{ invitations { nodes { email status } } }')).invitations.nodes.filter((row: any) => row.status === 'pending').map((row: any) => row.email).sort(),
  revoke: async (invitation) =>
    (await get('mutation ($invitation: UUID!) { revokeInvitation(input: { invitation: $invitation }) { invitation { status } } }', { invitation })).revokeInvitation.invitation.status,
  mine: async () => (await get('{ myInvitations { nodes { tenant: tenantName website: websiteName } } }')).myInvitations.nodes,
  accept: async (token) =>
    (await get('mutation ($token: String!) { acceptInvitation(input: { token: $token }) { invitationAnswer { status reason tenant: tenantId } } }', { token })).acceptInvitation.invitationAnswer,
  members: async () =>
    (await get('{ tenantMembers { nodes { email isActive } } }')).tenantMembers.nodes.filter((row: any) => row.isActive).map((row: any) => row.email).sort(),
  websites: async () => (await get('{ websites { nodes { id } } }')).websites.nodes.map((row: any) => row.id),
  actFor: async (tenant) => void (await get('mutation ($tenant: UUID!) { setActiveTenant(input: { tenant: $tenant }) { clientMutationId } }', { tenant })),
  leave: async (tenant) => {
    const { errors } = await ask('mutation ($tenant: UUID!) { leaveTenant(input: { tenant: $tenant }) { clientMutationId } }', { tenant });
    if (errors) throw new Error(errors[0]!.extensions.reason);
  },
});

let count = 0;
const newcomer = (name: string) => signUp(api, `${name}-${++count}`);

describe.each([
  ['supabase-js', throughSupabase],
  ['GraphQL', throughGraphql],
])('through %s', (_, through) => {
  test('T8: invited, accepted, a member, gone', async () => {
    const [ann, bob, eve] = [await newcomer('ann'), await newcomer('bob'), await newcomer('eve')];
    await onPlan(ann, 'growth');
    const [boss, guest] = [through(ann), through(bob)];
    const { token, invitation } = await boss.invite({ email: bob.email, role: 'editor' });
    expect(invitation).toMatchObject({ email: bob.email, role: 'editor', status: 'pending' });
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(await boss.invited()).toEqual([bob.email]);
    expect(await guest.mine()).toEqual([{ tenant: expect.any(String), website: null }]);

    expect(await through(eve).accept(token)).toEqual({ status: 404, reason: 'invitation_unavailable', tenant: null });
    expect(await guest.accept('x'.repeat(64))).toEqual({ status: 404, reason: 'invitation_unavailable', tenant: null });
    expect(await guest.accept(token)).toEqual({ status: 200, reason: null, tenant: ann.tenant });
    expect(await guest.accept(token)).toEqual({ status: 200, reason: null, tenant: ann.tenant });
    expect(await boss.members()).toEqual([ann.email, bob.email]);
    expect(await guest.mine()).toEqual([]);

    await guest.actFor(ann.tenant);
    expect(await guest.websites()).toEqual([ann.website]);
    await guest.leave(ann.tenant);
    expect(await guest.websites()).toEqual([bob.website]);
    expect(await boss.members()).toEqual([ann.email]);
    expect((await guest.accept(token)).status).toBe(404);
    await expect(boss.leave(ann.tenant)).rejects.toThrow('one_owner');
  });

  test('T10: a collaborator comes to one website', async () => {
    const [ann, col] = [await newcomer('ann'), await newcomer('col')];
    await onPlan(ann, 'growth');
    const { data: sibling } = await ann.db.rpc('create_website', { name: 'Sibling' });
    const { token } = await through(ann).invite({ email: col.email, role: 'developer', website: ann.website });
    expect(await through(col).accept(token)).toMatchObject({ status: 200, tenant: ann.tenant });
    await through(col).actFor(ann.tenant);
    expect(await through(col).websites()).toEqual([ann.website]);
    expect(await through(col).members()).toEqual([]);
    expect((await col.db.from('pages').insert({ website_id: (sibling as any).id, title: 'Mine', slug: '/mine' })).error?.code).toBe('42501');
    expect((await col.db.rpc('publish_website', { website: (sibling as any).id })).error?.details).toBe('forbidden');
    expect((await col.db.from('pages').select('id').eq('website_id', (sibling as any).id)).data).toEqual([]);
    const reach = await col.get('query ($id: UUID!) { website(id: $id) { id } pages(filter: { websiteId: { equalTo: $id } }) { totalCount } }', { id: (sibling as any).id });
    expect(reach).toEqual({ website: null, pages: { totalCount: 0 } });
  });

  test('T8: a revoked token is worthless, and seats end', async () => {
    const [ann, bob] = [await newcomer('ann'), await newcomer('bob')];
    await expect(through(ann).invite({ email: bob.email, role: 'viewer' })).rejects.toThrow('quota_exceeded');
    await onPlan(ann, 'growth');
    const { token, invitation } = await through(ann).invite({ email: bob.email, role: 'viewer' });
    expect(await through(ann).revoke(invitation.id)).toBe('revoked');
    expect((await through(bob).accept(token)).status).toBe(404);
    const again = await through(ann).invite({ email: bob.email, role: 'viewer' });
    await onPlan(ann, 'starter');
    expect(await through(bob).accept(again.token)).toEqual({ status: 402, reason: 'no_seat', tenant: null });
  });

  test('T8: guesses run out', async () => {
    const eve = await newcomer('eve');
    const answers: number[] = [];
    for (let i = 0; i < 12; i++) answers.push((await through(eve).accept(`guess ${i}`)).status);
    expect(answers).toEqual([...Array(10).fill(404), 429, 429]);
  });
});

describe('T7, T9: nobody raises themselves', async () => {
  const [ann, max] = [await newcomer('ann'), await newcomer('max')];
  await onPlan(ann, 'pro');
  const manager = ['tenant.read', 'member.read', 'member.manage', 'role.manage', 'content.read'];
  const { data: role } = await ann.db.from('tenant_roles').insert({ key: 'manager', name: 'Manager', permissions: manager }).select().single();
  const { data: issued } = await ann.db.rpc('create_invitation', { email: max.email, role: 'custom', custom_role: role!.id });
  await max.db.rpc('accept_invitation', { token: (issued as Issued).token });
  await max.db.rpc('set_active_tenant', { tenant: ann.tenant });
  const [member] = await sql<{ id: string }>('select id from tenant_members where tenant_id = $1 and user_id = $2', [ann.tenant, max.id]);
  const [owner] = await sql<{ id: string }>(`select id from tenant_members where tenant_id = $1 and role = 'owner'`, [ann.tenant]);
  const state = () => sql(`select role, custom_role_id, is_active from tenant_members where tenant_id = $1 order by id`, [ann.tenant]).then(async (members) =>
    JSON.stringify([members, await sql('select permissions, key from tenant_roles where tenant_id = $1', [ann.tenant])]));
  const before = await state();

  const rest: [string, () => PromiseLike<{ error: { code: string; details: string | null } | null; data?: unknown }>][] = [
    ['update of the own row', () => max.db.from('tenant_members').update({ role: 'admin' }).eq('id', member!.id)],
    ['update of everybody', () => max.db.from('tenant_members').update({ role: 'admin' }).neq('role', 'owner')],
    ['update of the owner', () => max.db.from('tenant_members').update({ role: 'viewer' }).eq('id', owner!.id)],
    ['insert', () => max.db.from('tenant_members').insert({ user_id: max.id, role: 'owner' })],
    ['upsert', () => max.db.from('tenant_members').upsert({ id: member!.id, tenant_id: ann.tenant, user_id: max.id, role: 'owner' })],
    ['upsert on the person', () => max.db.from('tenant_members').upsert({ user_id: max.id, role: 'admin' }, { onConflict: 'tenant_id,user_id' })],
    ['an invitation of one\'s own', () => max.db.rpc('create_invitation', { email: max.email, role: 'viewer' })],
    ['an invitation of an admin', () => max.db.rpc('create_invitation', { email: 'friend@example.com', role: 'admin' })],
    ['an invitation row', () => max.db.from('invitations').insert({ email: max.email, role: 'admin' })],
    ['the own role, wider', () => max.db.from('tenant_roles').update({ permissions: [...manager, 'billing.read'] }).eq('id', role!.id)],
    ['a role of more', () => max.db.from('tenant_roles').insert({ key: 'x', name: 'X', permissions: [...manager, 'audit.read'] })],
    ['a role, upserted', () => max.db.from('tenant_roles').upsert({ key: 'manager', name: 'M', permissions: [...manager, 'audit.read'] }, { onConflict: 'tenant_id,key' })],
    ['ownership', () => max.db.rpc('transfer_ownership', { tenant: ann.tenant, member: member!.id })],
    ['the platform role', () => max.db.from('user_roles').update({ role: 'admin' }).eq('user_id', max.id)],
    ['a permission of a role', () => max.db.from('role_permissions').insert({ role: 'viewer', permission: 'tenant.delete' })],
    ['a collaboration', () => max.db.from('website_members').insert({ website_id: ann.website, user_id: max.id, role: 'admin' })],
    ['a credit limit', () => max.db.from('tenant_member_credit_limits').insert({ user_id: max.id, credit_limit: -1 })],
    ['somebody else\'s address, verified', () => max.db.from('user_emails').insert({ user_id: max.id, email: ann.email, verified: true })],
  ];
  test.for(rest)('REST: %s', async ([, attempt]) => {
    const { error } = await attempt();
    expect(error?.details ?? error?.code).toMatch(/^(own_membership|role_ceiling|one_owner|forbidden|already_member|42501)$/);
    expect(await state()).toBe(before);
  });

  const graphql: [string, string][] = [
    ['update of the own row', `updateTenantMember(input: { id: "${member!.id}", patch: { role: admin } }) { tenantMember { role } }`],
    ['update to owner', `updateTenantMember(input: { id: "${member!.id}", patch: { role: owner } }) { tenantMember { role } }`],
    ['update of the owner', `updateTenantMember(input: { id: "${owner!.id}", patch: { isActive: false } }) { tenantMember { role } }`],
    ['the own role, wider', `updateCustomRole(input: { id: "${role!.id}", patch: { permissions: [tenant_read, audit_read] } }) { customRole { id } }`],
    ['a role of more', 'createCustomRole(input: { customRole: { key: "x", name: "X", permissions: [tenant_read, tenant_delete] } }) { customRole { id } }'],
    ['an invitation of an admin', 'createInvitation(input: { email: "friend@example.com", role: admin }) { issuedInvitation { token } }'],
    ['an invitation of an owner', 'createInvitation(input: { email: "friend@example.com", role: owner }) { issuedInvitation { token } }'],
    ['ownership', `transferOwnership(input: { tenant: "${ann.tenant}", member: "${member!.id}" }) { tenantMember { role } }`],
  ];
  test.for(graphql)('GraphQL: %s', async ([, field]) => {
    const { errors } = await max.ask(`mutation { ${field} }`);
    expect(errors?.[0]?.extensions.reason).toMatch(/^(own_membership|role_ceiling|one_owner|forbidden)$/);
    expect(await state()).toBe(before);
  });

  test('GraphQL: rows within rows are not made', async () => {
    const { errors } = await max.ask(`mutation { createPage(input: { page: { websiteId: "${ann.website}", title: "x", slug: "/x", tenantMembers: { create: [{ role: owner }] } } }) { page { id } } }`);
    expect(errors?.[0]?.message).toMatch(/tenantMembers/);
  });
});

describe('T12: addresses and a picture', () => {
  test('through both APIs', async () => {
    const ann = await newcomer('ann');
    const { data: added } = await ann.db.rpc('add_email', { email: `Second-${ann.email}` });
    expect(added).toMatchObject({ email: `second-${ann.email}`, verified: false, is_primary: false });
    const id = (added as { id: string }).id;
    const primary = 'mutation ($email: UUID!) { makeEmailPrimary(input: { email: $email }) { userEmail { isPrimary } } }';
    expect((await ann.ask(primary, { email: id })).errors?.[0]?.extensions.reason).toBe('email_not_confirmed');
    await sql('update user_emails set verified = true where id = $1', [id]);
    expect((await ann.get(primary, { email: id })).makeEmailPrimary.userEmail.isPrimary).toBe(true);
    expect((await ann.db.rpc('remove_email', { email: id })).error).toMatchObject({ code: 'PT409', details: 'email_in_use' });
    const other = (await ann.get('mutation ($email: String!) { addEmail(input: { email: $email }) { userEmail { id } } }', { email: `third-${ann.email}` })).addEmail.userEmail.id;
    expect((await ann.get('mutation ($email: UUID!) { removeEmail(input: { email: $email }) { userEmail { email } } }', { email: other })).removeEmail.userEmail.email).toBe(`third-${ann.email}`);
    const { data: preference } = await ann.db.from('user_email_preferences').update({ subscribed: false }).eq('email_type', 'marketing').select('subscribed').single();
    expect(preference).toEqual({ subscribed: false });

    const path = `${ann.id}/avatar`;
    expect((await ann.db.from('users').update({ avatar_path: 'x/avatar' }).eq('id', ann.id)).error?.code).toBe('23514');
    const { data: picture } = await ann.db.from('users').update({ avatar_path: path, avatar_url: `${api.url}/storage/v1/object/public/avatars/${path}` }).eq('id', ann.id).select('avatar_path').single();
    expect(picture).toEqual({ avatar_path: path });
    const { data: none } = await ann.db.from('users').update({ avatar_path: null }).eq('id', ann.id).select('avatar_url').single();
    expect(none).toEqual({ avatar_url: null });
  });
});
