-- Who works together: invitations, custom roles, collaborators; several addresses and a picture for each person.

create type public.invitation_scope as enum ('tenant', 'website');
create type public.invitation_status as enum ('pending', 'accepted', 'expired', 'revoked');
comment on type public.invitation_scope is 'To the team, or to one website.';
comment on type public.invitation_status is 'pending until accepted, revoked, or 7 days are over.';

create table public.invitations (
  tenant_id uuid not null default private.tenant_id()
    constraint invitations_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  website_id uuid,
  scope public.invitation_scope not null generated always as (
    case when website_id is null then 'tenant'::public.invitation_scope else 'website'::public.invitation_scope end) stored,
  email text not null,
  role public.tenant_role not null default 'editor',
  custom_role_id uuid,
  credit_limit integer not null default -1,
  invited_by uuid not null constraint invitations_invited_by_fkey references public.users (id),
  status public.invitation_status not null default 'pending',
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz,
  accepted_by uuid constraint invitations_accepted_by_fkey references public.users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint invitations_pkey primary key (tenant_id, id),
  constraint invitations_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade,
  constraint invitations_custom_role_fkey foreign key (tenant_id, custom_role_id) references public.tenant_roles (tenant_id, id),
  constraint invitations_email_lower_case check (email = lower(email) and length(email) between 3 and 320),
  constraint invitations_role_not_owner check (role <> 'owner'),
  constraint invitations_role_of_website check (website_id is null or role <> 'custom'),
  -- a past one forgets a role that is deleted
  constraint invitations_custom_role_with_role check (
    case when role = 'custom' then custom_role_id is not null or status <> 'pending' else custom_role_id is null end),
  constraint invitations_credit_limit_range check (credit_limit >= -1),
  constraint invitations_accepted_with_status check (num_nonnulls(accepted_at, accepted_by) = case status when 'accepted' then 2 else 0 end)
);
-- one pending invitation an address and scope; what is there when somebody is invited again
create unique index invitations_tenant_id_email_website_id_key on public.invitations (tenant_id, email, website_id) nulls not distinct
  where status = 'pending';
create index invitations_email_idx on public.invitations (email); -- what a person is invited to; what names somebody who is anonymised
create index invitations_expires_at_idx on public.invitations (expires_at) where status = 'pending'; -- whose time is over
create index invitations_website_id_idx on public.invitations (tenant_id, website_id) where website_id is not null; -- foreign key
create index invitations_custom_role_id_idx on public.invitations (tenant_id, custom_role_id) where custom_role_id is not null; -- foreign key
create index invitations_invited_by_idx on public.invitations (invited_by); -- foreign key; what somebody who leaves has left open
create index invitations_accepted_by_idx on public.invitations (accepted_by) where accepted_by is not null; -- foreign key
alter table public.invitations enable row level security;
comment on table public.invitations is 'Who is asked to join a team or one of its websites. The hash of the token stands in the directory alone.';
comment on column public.invitations.website_id is 'The one website a collaborator is invited to; null: the team.';
comment on column public.invitations.credit_limit is 'Credits the person may use; -1: no limit.';
comment on column public.invitations.accepted_by is 'Whoever accepted it, by an address they had verified.';

create table public.tenant_member_credit_limits (
  tenant_id uuid not null default private.tenant_id()
    constraint tenant_member_credit_limits_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  user_id uuid not null constraint tenant_member_credit_limits_user_id_fkey references public.users (id),
  credit_limit integer not null default -1,
  used_credits integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint tenant_member_credit_limits_pkey primary key (tenant_id, id),
  constraint tenant_member_credit_limits_tenant_id_user_id_key unique (tenant_id, user_id),
  constraint tenant_member_credit_limits_credit_limit_range check (credit_limit >= -1),
  constraint tenant_member_credit_limits_used_credits_not_negative check (used_credits >= 0)
);
create index tenant_member_credit_limits_user_id_idx on public.tenant_member_credit_limits (user_id); -- foreign key
alter table public.tenant_member_credit_limits enable row level security;
comment on table public.tenant_member_credit_limits is 'How many credits each person may use for a tenant; whoever has no row has no limit.';
comment on column public.tenant_member_credit_limits.credit_limit is '-1: no limit.';

-- Now that clients write them: whoever manages roles also reads them, which takes member.read.
update public.tenant_roles set permissions = permissions || 'member.read'::public.app_permission
where 'role.manage' = any (permissions) and not 'member.read' = any (permissions);
alter table public.tenant_roles add constraint tenant_roles_role_manage_reads
  check (not 'role.manage' = any (permissions) or 'member.read' = any (permissions));

-- What accept_invitation answers; what create_invitation tells once.
create type public.invitation_answer as (status integer, reason text, tenant_id uuid, website_id uuid, role public.tenant_role);
comment on type public.invitation_answer is 'What became of accepting an invitation: status as in HTTP (200, 402, 404, 429), reason where it is not 200, and what was joined, as what.';
create type public.issued_invitation as (invitation public.invitations, token text);
comment on type public.issued_invitation is 'An invitation and its token, which is told once.';

-- ── Pictures ──

-- Public, like the addresses that team lists show; the file's name tells nothing but whose it is.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('avatars', 'avatars', true, 2097152, '{image/png,image/jpeg,image/webp,image/gif,image/avif}')
on conflict (id) do update
  set public = excluded.public, file_size_limit = excluded.file_size_limit, allowed_mime_types = excluded.allowed_mime_types;

update public.users set avatar_path = null
where avatar_path <> id || '/avatar' or strpos(avatar_url, '/avatars/' || id || '/avatar') = 0;
alter table public.users
  drop constraint users_avatar_path_own,
  add constraint users_avatar_path_own check (avatar_path = id || '/avatar'),
  add constraint users_avatar_url_of_object check (avatar_path is null or strpos(avatar_url, '/avatars/' || avatar_path) > 0);
comment on column public.users.avatar_url is 'Where the picture is: an address of the object, public or signed, or one elsewhere.';

--! include functions/access/client_network.sql
--! include functions/identity/errors.sql
--! include functions/identity/is_email.sql
--! include functions/identity/users.sql
--! include functions/identity/handle_sign_up.sql
--! include functions/identity/add_email.sql
--! include functions/identity/make_email_primary.sql
--! include functions/identity/remove_email.sql
--! include functions/tenancy/errors.sql
--! include functions/tenancy/count_seats.sql
--! include functions/tenancy/tenant_members.sql
--! include functions/tenancy/tenant_roles.sql
--! include functions/tenancy/invitations.sql
--! include functions/tenancy/create_invitation.sql
--! include functions/tenancy/accept_invitation.sql
--! include functions/tenancy/revoke_invitation.sql
--! include functions/tenancy/my_invitations.sql
--! include functions/tenancy/leave_tenant.sql
--! include functions/tenancy/check_invariants_teams.sql
--! include functions/websites/visit.sql
--! include functions/websites/website_members.sql
--! include policies/tenancy/invitations.sql
--! include policies/tenancy/tenant_member_credit_limits.sql
--! include policies/tenancy/tenant_roles.sql
--! include policies/websites/website_members.sql
--! include policies/identity/objects.sql
