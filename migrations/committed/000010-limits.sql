--! Previous: sha1:b9f16d2a67e48f47966966f64cd89e33b1ce6b1b
--! Hash: sha1:58104450c781160c1718ee058ef5f1ba80573a24
--! Message: limits

--! split: 510-limits.sql
-- Plan limits and domains: what a plan allows is asked wherever something grows and taken back
-- when it shrinks; a tenant's own host name is served once its DNS says so.

-- ── websites ──

-- What a website claims to be, until DNS agrees: a claim that is not verified is in nobody's
-- way. One a website.
create table public.domain_verifications (
  tenant_id uuid not null default private.tenant_id(),
  id uuid not null default gen_random_uuid(),
  website_id uuid not null,
  domain text not null,
  cname_target text not null,
  verified boolean not null default false,
  verification_attempts integer not null default 0,
  failed_checks integer not null default 0,
  last_checked_at timestamptz,
  next_check_at timestamptz default now(),
  first_verified_at timestamptz,
  last_error text,
  switched_off_at timestamptz,
  ssl_provisioned boolean not null default false,
  ssl_provisioned_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint domain_verifications_pkey primary key (tenant_id, id),
  constraint domain_verifications_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade,
  constraint domain_verifications_tenant_id_website_id_key unique (tenant_id, website_id),
  -- the team claims a name for one of its websites at a time
  constraint domain_verifications_tenant_id_domain_key unique (tenant_id, domain),
  constraint domain_verifications_domain_form check (
    domain ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$' and length(domain) <= 253),
  constraint domain_verifications_text_lengths check (length(cname_target) between 1 and 400 and length(last_error) <= 400),
  constraint domain_verifications_counts_not_negative check (least(verification_attempts, failed_checks) >= 0),
  constraint domain_verifications_verified_once check (not verified or first_verified_at is not null),
  constraint domain_verifications_off_is_unverified check (switched_off_at is null or (not verified and next_check_at is null)),
  constraint domain_verifications_ssl_is_verified check ((not ssl_provisioned or verified) and ssl_provisioned = (ssl_provisioned_at is not null))
);
alter table public.domain_verifications enable row level security;
-- what is due, of all tenants: for the service that asks DNS
create index domain_verifications_next_check_at_idx on public.domain_verifications (next_check_at) where next_check_at is not null;

comment on table public.domain_verifications is 'A host name of a website''s own, and what DNS said of it. Written by add_domain, remove_domain and the service.';
comment on column public.domain_verifications.domain is 'The host name, lower case, in its ASCII form (xn--… for others).';
comment on column public.domain_verifications.cname_target is 'What the domain''s CNAME has to point to: the website''s own subdomain.';
comment on column public.domain_verifications.verified is 'The website is served there.';
comment on column public.domain_verifications.verification_attempts is 'How often DNS was asked.';
comment on column public.domain_verifications.failed_checks is 'How often in a row DNS answered, and said something else. A verified domain lapses with the third.';
comment on column public.domain_verifications.next_check_at is 'When DNS is asked next without anybody asking for it; null: not at all.';
comment on column public.domain_verifications.first_verified_at is 'When DNS first said so; kept.';
comment on column public.domain_verifications.last_error is 'What was wrong at the last check: NXDOMAIN, SERVFAIL, TIMEOUT, Incorrect CNAME target, …; null when it was right.';
comment on column public.domain_verifications.switched_off_at is 'When the plan stopped allowing it; add_domain with the same name brings it back.';
comment on column public.domain_verifications.ssl_provisioned is 'Whether the web server in front has a certificate for it, as it says.';

--! Included policies/websites/domain_verifications.sql
-- Read by all who may read the website; add_domain, remove_domain and the service's functions write it.
alter table public.domain_verifications enable row level security;
revoke all on public.domain_verifications from anon, authenticated, service_role, platform_admin;
grant select on public.domain_verifications to authenticated;
grant select on public.domain_verifications to service_role;

drop policy if exists select_member on public.domain_verifications;
create policy select_member on public.domain_verifications for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.domain_verifications is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.domain_verifications;
create policy select_platform_admin on public.domain_verifications for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.domain_verifications is 'Platform admins read everything.';
--! EndIncluded policies/websites/domain_verifications.sql

--! Included functions/tenancy/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('one_owner', 409, 'A tenant has exactly one active owner', 'Use transfer_ownership to move it.'),
  ('own_membership', 403, 'You can''t change your own membership', 'Ask another member who manages the team.'),
  ('role_ceiling', 403, 'That role may do more than you may', 'Choose a role within your own permissions.'),
  ('status_transition', 409, 'A tenant can''t go from %s to %s', 'Allowed: pending to active, active to suspended and back, active or suspended to offboarded, offboarded to active within 90 days.'),
  ('plan_inactive', 409, 'The plan %s takes no new tenants', 'Choose another plan.'),
  ('free_tenants', 402, 'You own %s of %s free tenants', 'Upgrade one of them to make room for another.'),
  ('new_owner_full', 402, 'That person owns as many free tenants as one may', 'Upgrade this tenant first, or choose another owner.'),
  ('already_member', 409, 'That address belongs to a member of this team', 'Change the member''s role instead.'),
  ('invitation_closed', 409, 'That invitation has been accepted', 'Remove the person from the team or the website instead.'),
  ('invitation_unavailable', 404, 'That invitation is not valid, or not for you', 'Sign in with the address it was sent to and confirm that address, or ask for a new invitation.'),
  ('no_seat', 402, 'That team has no free seat', 'Ask whoever invited you to make room, and try again.'),
  ('role_in_use', 409, 'Somebody has that role, or is invited to it', 'Give them another role first.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/tenancy/errors.sql
--! Included functions/tenancy/require_plan_flag.sql
-- What a plan has or has not, beside its limits: domains, collaboration, analytics.
create or replace function private.require_plan_flag(p_tenant uuid, p_flag text, p_what text) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_allowed boolean;
  v_order integer;
begin
  select (to_jsonb(p) ->> p_flag)::boolean, p.display_order into v_allowed, v_order
  from public.tenants t join public.plans p on p.id = t.plan_id
  where t.id = p_tenant;
  if not found then return; end if;
  if v_allowed is null then raise exception 'plans has no flag "%"', p_flag; end if;
  if v_allowed then return; end if;
  perform private.fail('plan_required', p_what, coalesce(
    (select p.slug from public.plans p
     where p.is_active and p.display_order > v_order and (to_jsonb(p) ->> p_flag)::boolean
     order by p.display_order limit 1), 'right'));
end
$$;
comment on function private.require_plan_flag(uuid, text, text) is
  'Whether a tenant''s plan has what the column p_flag (custom_domain_allowed, analytics_enabled, …) stands for, whoever asks; p_what is its name to people. Raises PT402 plan_required with the plan that has it.';
revoke all on function private.require_plan_flag(uuid, text, text) from public;
--! EndIncluded functions/tenancy/require_plan_flag.sql
--! Included functions/tenancy/usage_counters.sql
-- What counts by the month begins anew with the first write after the month: whoever counts
-- just adds.
create or replace function private.roll_period() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  -- what this write adds; what it gives back belongs to a month that is over
  new.interaction_count := greatest(new.interaction_count - old.interaction_count, 0);
  new.ai_credits_used := greatest(new.ai_credits_used - old.ai_credits_used, 0);
  new.period_start := date_trunc('month', now(), 'UTC');
  new.period_end := (date_trunc('month', now() at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  return new;
end
$$;
comment on function private.roll_period() is 'Before update of counters whose UTC month is over: a new month begins, with what this write adds.';
revoke all on function private.roll_period() from public;

create or replace trigger _300_period before update on public.usage_counters
  for each row when (old.period_end <= now() and new.period_end = old.period_end) execute function private.roll_period();
--! EndIncluded functions/tenancy/usage_counters.sql
--! Included functions/tenancy/tenant_usage.sql
create or replace function public.tenant_usage(tenant uuid)
returns table (resource text, used bigint, allowed bigint)
language sql stable security invoker set search_path = ''
as $$
  -- row-level security answers for the caller's own tenant only
  select r.resource, r.used, r.allowed
  from public.usage_counters c
  join public.tenants t on t.id = c.tenant_id
  join public.plans p on p.id = t.plan_id
  cross join lateral (values
    ('websites', c.website_count::bigint, p.max_websites::bigint),
    ('pages_per_site', coalesce((select max(w.page_count) from public.websites w where w.tenant_id = c.tenant_id and w.status <> 'archived'), 0), p.max_pages_per_site),
    ('seats', c.member_count + c.pending_invitations, p.max_collaborators),
    ('storage_bytes', c.storage_bytes, p.storage_limit_mb * 1048576::bigint),
    ('widgets', c.widget_count, p.max_widgets),
    ('interactions', case when c.period_end > now() then c.interaction_count else 0 end, p.max_interactions_per_month),
    ('ai_credits', case when c.period_end > now() then c.ai_credits_used else 0 end, p.ai_credits_per_month)
  ) r (resource, used, allowed)
  where c.tenant_id = tenant_usage.tenant
$$;
comment on function public.tenant_usage(uuid) is
  'What the tenant uses of each limit of its plan: websites, pages_per_site (of the fullest website you see), seats, storage_bytes, widgets, interactions and ai_credits (of this UTC month). used is more than allowed after a downgrade. Empty for a tenant you don''t act for.';
revoke all on function public.tenant_usage(uuid) from public;
grant execute on function public.tenant_usage(uuid) to authenticated, service_role;
--! EndIncluded functions/tenancy/tenant_usage.sql
--! Included functions/tenancy/get_tenant_storage_mb.sql
create or replace function public.get_tenant_storage_mb(tid uuid) returns numeric
language sql stable security invoker set search_path = ''
as $$
  -- from the counter, which costs the same for one file and for a million
  select c.storage_bytes / 1048576.0 from public.usage_counters c where c.tenant_id = tid
$$;
comment on function public.get_tenant_storage_mb(uuid) is
  'The storage a tenant uses, in MB of 1,048,576 bytes; uploads that are under way are counted. Null for a tenant you don''t act for.';
revoke all on function public.get_tenant_storage_mb(uuid) from public;
grant execute on function public.get_tenant_storage_mb(uuid) to authenticated, service_role;
--! EndIncluded functions/tenancy/get_tenant_storage_mb.sql
--! Included functions/tenancy/reconcile_usage.sql
-- S8: every counter against the rows it counts. A domain that counts something adds a
-- function private.recount_<column of usage_counters>(p_tenant uuid).

create or replace function private.recount_website_count(p_tenant uuid) returns bigint
language sql stable security definer set search_path = ''
as $$
  select count(*) from public.websites w where w.tenant_id = p_tenant and w.status <> 'archived'
$$;
comment on function private.recount_website_count(uuid) is 'Websites that are not archived, by their rows, whoever asks.';
revoke all on function private.recount_website_count(uuid) from public;

create or replace function private.recount_member_count(p_tenant uuid) returns bigint
language sql stable security definer set search_path = ''
as $$
  select count(*) from (
    select m.user_id from public.tenant_members m where m.tenant_id = p_tenant and m.is_active
    union
    select w.user_id from public.website_members w where w.tenant_id = p_tenant and w.accepted_at is not null
  ) people
$$;
comment on function private.recount_member_count(uuid) is 'Active members and collaborators, a person once, by their rows, whoever asks.';
revoke all on function private.recount_member_count(uuid) from public;

create or replace function private.recount_pending_invitations(p_tenant uuid) returns bigint
language sql stable security definer set search_path = ''
as $$
  select count(distinct i.email) from public.invitations i where i.tenant_id = p_tenant and i.status = 'pending'
$$;
comment on function private.recount_pending_invitations(uuid) is 'Addresses that are invited, by their rows, whoever asks.';
revoke all on function private.recount_pending_invitations(uuid) from public;

-- Stable, so that every count sees the same moment: a row and its counter change together.
create or replace function private.compare_usage(p_tenant uuid) returns table (resource text, counted bigint, actual bigint, difference bigint)
language plpgsql stable security definer set search_path = ''
as $$
begin
  for resource in
    select substr(p.proname, length('recount_') + 1) from pg_catalog.pg_proc p
    where p.pronamespace = 'private'::regnamespace and p.proname ~ '^recount_.+'
    order by p.proname
  loop
    execute format('select c.%1$I, private.%2$I(c.tenant_id) from public.usage_counters c where c.tenant_id = $1', resource, 'recount_' || resource)
    into counted, actual using p_tenant;
    difference := counted - actual;
    if counted is not null then return next; end if;
  end loop;
  return query
    select 'pages of ' || w.id, w.page_count::bigint, n.pages, w.page_count - n.pages
    from public.websites w
    cross join lateral (select count(*) as pages from public.pages p where p.tenant_id = w.tenant_id and p.website_id = w.id) n
    where w.tenant_id = p_tenant
    order by w.created_at, w.id;
end
$$;
comment on function private.compare_usage(uuid) is 'The counters of a tenant beside what their rows say, whoever asks.';
revoke all on function private.compare_usage(uuid) from public;

create or replace function private.reconcile_usage(p_tenant uuid) returns table (resource text, counted bigint, actual bigint, difference bigint)
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_platform_admin() then
    if p_tenant is distinct from private.tenant_id() then perform private.fail('not_found', 'tenant'); end if;
    if not private.can('tenant.delete') then perform private.fail('forbidden', 'ownership'); end if;
  end if;
  return query select * from private.compare_usage(p_tenant);
end
$$;
comment on function private.reconcile_usage(uuid) is 'Counts rows that no single member need see, for the owner or a platform admin. Raises PT403 forbidden, PT404.';
revoke all on function private.reconcile_usage(uuid) from public;
grant execute on function private.reconcile_usage(uuid) to authenticated;

create or replace function public.reconcile_usage(tenant uuid) returns table (resource text, counted bigint, actual bigint, difference bigint)
language sql stable security invoker set search_path = ''
as $$
  select * from private.reconcile_usage(tenant)
$$;
comment on function public.reconcile_usage(uuid) is
  'Counts everything a plan limits anew, beside what the kept counters say: a difference other than 0 is a bug. For the owner and for platform admins. Errors: PT403 forbidden, PT404.';
revoke all on function public.reconcile_usage(uuid) from public;
grant execute on function public.reconcile_usage(uuid) to authenticated;
--! EndIncluded functions/tenancy/reconcile_usage.sql
--! Included functions/tenancy/transfer_ownership.sql
-- T3: the only way ownership moves.
create or replace function private.transfer_ownership(p_tenant uuid, p_member uuid) returns public.tenant_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner public.tenant_members;
  v_member public.tenant_members;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if p_tenant is distinct from private.tenant_id() then perform private.fail('not_found', 'tenant'); end if;
  -- the person first: their address may be confirmed at this moment, which activates what they own
  perform from public.users u
  where u.id = (select m.user_id from public.tenant_members m where m.tenant_id = p_tenant and m.id = p_member)
  for no key update;
  -- both rows in id order, so that a transfer and a deactivation can't wait for each other
  perform from public.tenant_members m
  where m.tenant_id = p_tenant and (m.role = 'owner' or m.id = p_member)
  order by m.id for no key update;
  select * into v_owner from public.tenant_members m where m.tenant_id = p_tenant and m.role = 'owner';
  -- tenant.delete is the owner's alone, and not while the tenant is suspended
  if v_owner.user_id is distinct from private.uid() or not private.can('tenant.delete') then
    perform private.fail('forbidden', 'ownership');
  end if;
  select m.* into v_member
  from public.tenant_members m join public.users u on u.id = m.user_id
  where m.tenant_id = p_tenant and m.id = p_member and m.is_active and u.status = 'active';
  if not found then perform private.fail('not_found', 'active member'); end if;
  if v_member.id = v_owner.id then return v_member; end if;
  -- nobody gets around the cap by being given what others made
  if exists (select from public.tenants t join public.plans p on p.id = t.plan_id
             where t.id = p_tenant and p.price_monthly_cents = 0 and p.price_yearly_cents = 0) then
    begin
      perform private.check_free_tenants(v_member.user_id);
    exception when sqlstate 'PT402' then
      -- without figures, which are that person's own
      perform private.fail('new_owner_full');
    end;
  end if;

  -- the tenant before its seats; whoever gets it may have confirmed their address long ago
  update public.tenants t set status = 'active'
  where t.id = p_tenant and t.status = 'pending'
    and exists (select from public.user_emails e where e.user_id = v_member.user_id and e.is_primary and e.verified);
  update public.tenant_members m set role = 'admin' where m.tenant_id = p_tenant and m.id = v_owner.id;
  update public.tenant_members m set role = 'owner', custom_role_id = null
  where m.tenant_id = p_tenant and m.id = v_member.id
  returning * into v_member;
  perform private.record_audit('tenant.ownership_transferred', 'tenant', p_tenant,
    jsonb_build_object('from', v_owner.user_id, 'to', v_member.user_id), p_tenant);
  return v_member;
end
$$;
comment on function private.transfer_ownership(uuid, uuid) is 'Moves ownership from the signed-in owner to an active member; clients may not write role owner. Raises PT401, PT402 new_owner_full, PT403 forbidden, PT404 not_found.';
revoke all on function private.transfer_ownership(uuid, uuid) from public;
grant execute on function private.transfer_ownership(uuid, uuid) to authenticated;

create or replace function public.transfer_ownership(tenant uuid, member uuid) returns public.tenant_members
language sql volatile security invoker set search_path = ''
as $$
  select private.transfer_ownership(tenant, member)
$$;
comment on function public.transfer_ownership(uuid, uuid) is
  'Makes an active member (tenant_members.id) the owner of the tenant you own; you become an admin. Errors: PT401, PT402 new_owner_full (they own as many free tenants as one may), PT403 forbidden, PT404 not_found.';
revoke all on function public.transfer_ownership(uuid, uuid) from public;
grant execute on function public.transfer_ownership(uuid, uuid) to authenticated;
--! EndIncluded functions/tenancy/transfer_ownership.sql
--! Included functions/tenancy/enforce_plan_limits.sql
-- S9: what a smaller plan has no room for steps back, and nothing is deleted; a larger plan
-- brings nothing back by itself.

-- What changes hands is locked in the order everybody takes (A11), which a trigger of tenants
-- comes too late for: an update of plan_id that does not come through here can lose to
-- somebody who publishes or archives at that moment (40P01), and is to be tried again.
create or replace function private.change_plan(p_tenant uuid, p_plan uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.tenant_members m where m.tenant_id = p_tenant order by m.id for no key update;
  perform from public.websites w where w.tenant_id = p_tenant order by w.id for no key update;
  update public.tenants t set plan_id = p_plan where t.id = p_tenant and t.plan_id <> p_plan;
end
$$;
comment on function private.change_plan(uuid, uuid) is 'Moves a tenant to a plan, in a column no client may write, with the locks taken first that what follows from it needs.';
revoke all on function private.change_plan(uuid, uuid) from public;

--  1. The counters, so that whoever is adding something right now has done so, and is seen, or
--     waits, and meets the new plan.
--  2. Websites beyond the limit are archived, the newest first. A suspended one is dark
--     already, and stays the platform's to lift.
--  3. People beyond the seats: members are deactivated, collaborators have to be invited again,
--     those who came last first, the owner never.
--  4. Domains are switched off where the plan has none.
create or replace function private.enforce_plan_limits() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_plan public.plans;
  v_website record;
  v_out uuid[];
begin
  select * into v_plan from public.plans p where p.id = new.plan_id;
  -- 1.
  perform from public.usage_counters c where c.tenant_id = new.id for no key update;

  -- 2.
  for v_website in
    select w.id, w.name, w.status
    from public.websites w
    where w.tenant_id = new.id and w.status <> 'archived'
    order by w.created_at, w.id offset v_plan.max_websites
  loop
    continue when v_website.status = 'suspended';
    update public.websites w set status = 'archived' where w.tenant_id = new.id and w.id = v_website.id;
    perform private.record_audit('website.archived', 'website', v_website.id,
      jsonb_build_object('name', v_website.name, 'reason', 'plan_limit', 'plan', v_plan.slug), new.id);
  end loop;

  -- 3.
  v_out := array(
    select s.user_id
    from (
      select m.user_id, m.role = 'owner' as is_owner, coalesce(m.accepted_at, m.created_at) as since
      from public.tenant_members m where m.tenant_id = new.id and m.is_active
      union all
      select w.user_id, false, w.accepted_at
      from public.website_members w where w.tenant_id = new.id and w.accepted_at is not null
    ) s
    group by s.user_id
    -- the owner holds the first seat, whatever the plan
    order by bool_or(s.is_owner) desc, min(s.since), s.user_id
    offset greatest(v_plan.max_collaborators, 1));
  if v_out <> '{}' then
    update public.website_members w set accepted_at = null
    where w.tenant_id = new.id and w.user_id = any (v_out) and w.accepted_at is not null;
    update public.tenant_members m set is_active = false
    where m.tenant_id = new.id and m.user_id = any (v_out) and m.is_active;
  end if;

  -- 4.
  if not v_plan.custom_domain_allowed then
    update public.domain_verifications d
    set verified = false, switched_off_at = now(), next_check_at = null, failed_checks = 0, ssl_provisioned = false, ssl_provisioned_at = null
    where d.tenant_id = new.id and d.switched_off_at is null;
  end if;
  return null;
end
$$;
comment on function private.enforce_plan_limits() is
  'After a tenant moved to another plan: archives, deactivates and switches off what it has no room for, in columns no client may write.';
revoke all on function private.enforce_plan_limits() from public;

create or replace trigger _700_plan_limits after update of plan_id on public.tenants
  for each row when (old.plan_id <> new.plan_id) execute function private.enforce_plan_limits();
--! EndIncluded functions/tenancy/enforce_plan_limits.sql

--! Included functions/websites/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('website_archived', 409, 'This website is archived', 'Restore it first with restore_website.'),
  ('website_suspended', 403, 'This website is suspended', 'Contact support.'),
  ('no_published_home_page', 409, 'There is no published home page', 'Publish or hide the page at / (or choose another with set_home_page), then publish the website.'),
  ('domain_changed', 409, 'That website has no such domain any more', 'Nothing to do: it was changed or removed meanwhile.'),
  ('domain_off', 409, 'That domain is switched off', 'Add it again with add_domain; the plan has to have domains.'),
  ('page_full', 409, 'A page holds at most %s components', 'Put the rest on another page.'),
  ('page_too_large', 413, 'The page %s is larger than 1 MiB', 'Shorten it, or make two pages of it.'),
  ('home_page_required', 409, 'A website keeps its home page', 'Make another page the home page first, with set_home_page.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/websites/errors.sql
--! Included functions/websites/page_versions.sql
-- Triggers of page_versions (S7): a plain insert saves the page as it is.

create or replace function private.fill_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  select p.website_id into new.website_id from public.pages p where p.tenant_id = new.tenant_id and p.id = new.page_id;
  -- a page one can't see is like one that is not there
  if not found or (current_setting('role', true) in ('authenticated', 'platform_admin') and not private.can_on('content.read', new.website_id)) then
    perform private.fail('not_found', 'page');
  end if;
  -- one at a time, so that each prunes what the other has saved
  perform private.lock_website(new.tenant_id, new.website_id);
  new.saved_by := private.uid();
  new.saved_at := clock_timestamp();
  new.content_snapshot := (
    select coalesce(to_jsonb(array_agg(e order by e.order_key)), '[]')
    from public.components c
    cross join lateral (select c.id, c.type, c.order_key, c.is_visible, c.is_locked, c.ai_generated, c.props) e
    where c.tenant_id = new.tenant_id and c.page_id = new.page_id);
  return new;
end
$$;
comment on function private.fill_version() is 'Before insert: takes the snapshot itself, under the website''s lock, so that a client can''t forge a version. Raises PT404.';
revoke all on function private.fill_version() from public;

create or replace function private.prune_versions() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_tenant uuid;
  v_kept integer;
begin
  for v_tenant, v_kept in
    select t.id, p.version_history_limit
    from public.tenants t
    join public.plans p on p.id = t.plan_id
    where t.id in (select a.tenant_id from added a)
    order by t.id
  loop
    -- as an array, so that each goes by its key; joined, the planner reads all of the tenant's for each page
    delete from public.page_versions v
    where v.tenant_id = v_tenant and v.id = any (array(
      select o.id
      from (select distinct a.page_id from added a where a.tenant_id = v_tenant) n
      cross join lateral (
        select o.id from public.page_versions o
        where o.tenant_id = v_tenant and o.page_id = n.page_id
        order by o.saved_at desc, o.id desc offset v_kept
      ) o));
  end loop;
  return null;
end
$$;
comment on function private.prune_versions() is 'After insert: keeps as many versions of each page as the plan allows, newest first; clients delete none.';
revoke all on function private.prune_versions() from public;

create or replace trigger _200_keep before update on public.page_versions
  for each row execute function private.refuse_change();
-- only our own functions can send a snapshot; they hold the lock and know the rest
create or replace trigger _300_fill before insert on public.page_versions
  for each row when (new.content_snapshot is null) execute function private.fill_version();
create or replace trigger _800_pruned after insert on public.page_versions
  referencing new table as added for each statement execute function private.prune_versions();
--! EndIncluded functions/websites/page_versions.sql
--! Included functions/websites/save_page_version.sql
-- S7. The triggers of page_versions do the work.
create or replace function public.save_page_version(
  page uuid, trigger public.page_version_trigger default 'manual', label text default null
) returns public.page_versions
language sql volatile security invoker set search_path = ''
as $$
  insert into public.page_versions (page_id, trigger, label) values (page, trigger, label) returning *
$$;
comment on function public.save_page_version(uuid, public.page_version_trigger, text) is
  'Saves the page''s components as they are; the oldest versions beyond the plan''s limit go. trigger says why: auto, manual, or pre_ai before the AI edits it. Errors: 42501 without content.write, PT404.';
revoke all on function public.save_page_version(uuid, public.page_version_trigger, text) from public;
grant execute on function public.save_page_version(uuid, public.page_version_trigger, text) to authenticated;
--! EndIncluded functions/websites/save_page_version.sql
--! Included functions/websites/set_page_password.sql
-- At once and whichever deployment is live, so it takes what publishing takes: lifting a
-- password shows the page to everybody, and setting one hides it.
create or replace function private.set_page_password(p_page uuid, p_password text) returns public.pages
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_page public.pages;
begin
  select * into v_page from public.pages p where p.tenant_id = v_tenant and p.id = p_page for no key update;
  if not found or not private.can_on('content.read', v_page.website_id) then perform private.fail('not_found', 'page'); end if;
  if not private.can_on('site.publish', v_page.website_id) then perform private.fail('forbidden', 'site.publish'); end if;

  if nullif(p_password, '') is null then
    delete from private.page_passwords w where w.tenant_id = v_tenant and w.page_id = p_page;
  else
    -- bcrypt reads no further than 72 bytes
    if length(p_password) < 4 or octet_length(p_password) > 72 then
      perform private.fail('invalid_input', 'password (expected 4 characters to 72 bytes)');
    end if;
    insert into private.page_passwords as w (tenant_id, page_id, website_id, password_hash)
    values (v_tenant, p_page, v_page.website_id, extensions.crypt(p_password, extensions.gen_salt('bf', 10)))
    on conflict (tenant_id, page_id) do update set password_hash = excluded.password_hash, updated_at = now();
  end if;
  update public.pages p set password_protected = nullif(p_password, '') is not null
  where p.tenant_id = v_tenant and p.id = p_page
  returning * into v_page;
  perform private.record_audit(
    case when v_page.password_protected then 'page.password_set' else 'page.password_removed' end, 'page', p_page, '{}', v_tenant);
  return v_page;
end
$$;
comment on function private.set_page_password(uuid, text) is 'Writes the hash, which no client may see, and the flag. Raises PT400 invalid_input, PT403 forbidden, PT404.';
revoke all on function private.set_page_password(uuid, text) from public;
grant execute on function private.set_page_password(uuid, text) to authenticated;

create or replace function public.set_page_password(page uuid, password text default null) returns public.pages
language sql volatile security invoker set search_path = ''
as $$
  select private.set_page_password(page, password)
$$;
comment on function public.set_page_password(uuid, text) is
  'Visitors need this password (4 characters to 72 bytes) for the page from now on, whichever deployment is live; null or empty removes it. Errors: PT400 invalid_input, PT403 forbidden (needs site.publish), PT404.';
revoke all on function public.set_page_password(uuid, text) from public;
grant execute on function public.set_page_password(uuid, text) to authenticated;
--! EndIncluded functions/websites/set_page_password.sql
--! Included functions/websites/deployments.sql
-- Triggers of deployments and deployment_pages (S2, S3, S4): a plain insert publishes.

-- Publishing and rolling back need the same: a website of this tenant, locked, that may be public.
create or replace function private.lock_for_publishing(p_tenant uuid, p_website uuid) returns public.websites
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_website public.websites;
  v_status public.tenant_status;
begin
  if current_setting('role', true) in ('authenticated', 'platform_admin') and not private.can_on('site.publish', p_website) then
    perform private.fail('forbidden', 'site.publish');
  end if;
  select * into v_website from public.websites w where w.tenant_id = p_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;
  if v_website.status = 'suspended' then perform private.fail('website_suspended'); end if;
  if v_website.status = 'archived' then perform private.fail('website_archived'); end if;
  select t.status into v_status from public.tenants t where t.id = p_tenant;
  if v_status = 'pending' then perform private.fail('email_not_confirmed'); end if;
  if v_status <> 'active' then perform private.fail('tenant_' || v_status); end if;
  return v_website;
end
$$;
comment on function private.lock_for_publishing(uuid, uuid) is
  'Checks site.publish on this very website and locks it, which a publisher may not be able to. Raises PT403 forbidden, email_not_confirmed, tenant_suspended or website_suspended, PT404, PT409 website_archived.';
revoke all on function private.lock_for_publishing(uuid, uuid) from public;

create or replace function private.begin_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_website public.websites := private.lock_for_publishing(new.tenant_id, new.website_id);
begin
  -- what the navigation says of a page is what will be frozen of it
  perform from public.pages p where p.tenant_id = new.tenant_id and p.website_id = new.website_id order by p.id for share;

  new.deployed_by := private.uid();
  new.deployed_at := clock_timestamp();
  new.site := (
    select json_build_object(
      'name', v_website.name,
      'locale', t.locale,
      'branding', v_website.branding_config,
      'seoDefaults', v_website.seo_defaults,
      'favicon', v_website.favicon_url,
      'analytics', v_website.analytics_enabled,
      'navigation', (
        select coalesce(
          json_agg(json_build_object('label', coalesce(p.nav_label, p.title), 'href', p.slug, 'is_home', p.is_home)
            order by p.nav_order, p.is_home desc, p.created_at, p.slug), '[]')
        from public.pages p
        where p.tenant_id = new.tenant_id and p.website_id = new.website_id and p.status = 'published' and p.show_in_nav),
      'home', '/')
    from public.tenants t where t.id = new.tenant_id);

  -- after the lock, so that of two publishers the second demotes the first
  new.is_live := true;
  update public.deployments d set is_live = false
  where d.tenant_id = new.tenant_id and d.website_id = new.website_id and d.is_live;
  return new;
end
$$;
comment on function private.begin_deployment() is
  'Before insert of a deployment: checks everything itself and fills in everything but the notes, so that a client can neither forge a deployment nor publish less than there is. Raises what lock_for_publishing raises.';
revoke all on function private.begin_deployment() from public;

-- Asked of what was frozen, so that nothing slips in between; and of what was frozen on a
-- larger plan, before it goes live again.
create or replace function private.check_frozen_plan(p_tenant uuid, p_deployment uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_type public.component_types;
begin
  select t.* into v_type
  from public.component_types t
  where t.required_plan is not null and not private.plan_suffices(p_tenant, t.required_plan)
    and exists (
      select from public.deployment_pages p
      where p.tenant_id = p_tenant and p.deployment_id = p_deployment
        -- a component's own key stands without a space; one within its props would have one
        and strpos(p.content::text, '"type":' || to_json(t.type)) > 0)
  limit 1;
  if found then perform private.fail('plan_required', v_type.label, v_type.required_plan); end if;
end
$$;
comment on function private.check_frozen_plan(uuid, uuid) is
  'Whether the tenant''s plan has every component type a deployment shows, whatever the caller can see. Raises PT402 plan_required.';
revoke all on function private.check_frozen_plan(uuid, uuid) from public;

create or replace function private.freeze_pages() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  c_kept constant integer := 100;
  v_title text;
begin
  -- one pass over the components makes both what visitors read and what editors can go back to
  -- (whole rows turned into JSON at once: half the time of building objects and collecting them)
  with page as materialized (
    select p.*, c.visible, c.complete
    from public.pages p
    cross join lateral (
      select
        json_agg(v order by v.order_key) filter (where c.is_visible) as visible,
        to_jsonb(array_agg(e order by e.order_key)) as complete
      from public.components c
      -- whom a form writes to is nobody's business
      cross join lateral (select c.id, c.type, c.order_key, c.is_visible,
        case when c.type = 'contact_form' then c.props - 'recipient_email' else c.props end as props) v
      cross join lateral (select c.id, c.type, c.order_key, c.is_visible, c.is_locked, c.ai_generated, c.props) e
      where c.tenant_id = p.tenant_id and c.page_id = p.id
    ) c
    where p.tenant_id = new.tenant_id and p.website_id = new.website_id and p.status in ('published', 'hidden')
  ), frozen as (
    insert into public.deployment_pages (tenant_id, deployment_id, website_id, page_id, slug, title, is_home, show_in_nav, content)
    select p.tenant_id, new.id, p.website_id, p.id, p.slug, p.title, p.is_home, p.show_in_nav and p.status = 'published',
      json_build_object(
        'id', p.id, 'title', p.title, 'slug', p.slug, 'is_home', p.is_home,
        'show_in_nav', p.show_in_nav and p.status = 'published',
        'seo_meta', p.seo_meta, 'page_config', p.page_config, 'components', coalesce(p.visible, '[]'))
    from page p
  )
  insert into public.page_versions (tenant_id, website_id, page_id, saved_by, content_snapshot, trigger)
  select p.tenant_id, p.website_id, p.id, new.deployed_by, coalesce(p.complete, '[]'), 'pre_publish'
  from page p;
  -- asked of what was frozen: editing a page takes no lock of the website
  if not exists (
    select from public.deployment_pages p where p.tenant_id = new.tenant_id and p.deployment_id = new.id and p.slug = '/'
  ) then
    perform private.fail('no_published_home_page');
  end if;
  perform private.check_frozen_plan(new.tenant_id, new.id);

  -- every visit reads one whole; lengths are known without reading
  select p.title into v_title from public.deployment_pages p
  where p.tenant_id = new.tenant_id and p.deployment_id = new.id and octet_length(p.content::text) > 1048576 limit 1;
  if found then perform private.fail('page_too_large', v_title); end if;

  update public.websites w
  set status = 'published', published_at = coalesce(w.published_at, new.deployed_at), last_deployed_at = new.deployed_at
  where w.tenant_id = new.tenant_id and w.id = new.website_id;
  perform private.sync_hosts(new.tenant_id, new.website_id);
  -- publishing again and again must not fill the disk; the website's lock is held
  delete from public.deployments d
  where d.tenant_id = new.tenant_id and not d.is_live and d.id = any (array(
    select o.id from public.deployments o
    where o.tenant_id = new.tenant_id and o.website_id = new.website_id
    order by o.deployed_at desc offset c_kept));
  perform private.record_audit('website.published', 'website', new.website_id,
    jsonb_strip_nulls(jsonb_build_object('deployment_id', new.id, 'notes', new.notes)), new.tenant_id);
  return null;
end
$$;
comment on function private.freeze_pages() is
  'After insert of a deployment: freezes every published or hidden page, saves a version of each, serves them, and keeps the newest hundred deployments and the live one; reads and writes what the publisher need not be able to. Raises PT402 plan_required, PT409 no_published_home_page.';
revoke all on function private.freeze_pages() from public;

create or replace function private.switch_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_for_publishing(new.tenant_id, new.website_id);
  perform private.check_frozen_plan(new.tenant_id, new.id);
  update public.deployments d set is_live = false
  where d.tenant_id = new.tenant_id and d.website_id = new.website_id and d.is_live;
  return new;
end
$$;
comment on function private.switch_deployment() is 'Before a deployment becomes live again: the live one steps down, under the website''s lock, whatever the caller can see.';
revoke all on function private.switch_deployment() from public;

create or replace function private.announce_rollback() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.sync_hosts(new.tenant_id, new.website_id);
  perform private.record_audit('website.rolled_back', 'website', new.website_id,
    jsonb_build_object('deployment_id', new.id, 'deployed_at', new.deployed_at), new.tenant_id);
  return null;
end
$$;
comment on function private.announce_rollback() is 'After a deployment became live again: visitors get it, and the audit log says so.';
revoke all on function private.announce_rollback() from public;

create or replace function private.require_live_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- the website may be going away with its deployments
  if exists (select from public.websites w where w.tenant_id = old.tenant_id and w.id = old.website_id)
     and not exists (
       select from public.deployments d
       where d.tenant_id = old.tenant_id and d.website_id = old.website_id and d.is_live) then
    perform private.fail('conflict', 'a published website always has one live deployment');
  end if;
  return null;
end
$$;
comment on function private.require_live_deployment() is 'At commit, after the live deployment stepped down or went: another one is live, whatever the caller can see. Raises PT409 conflict.';
revoke all on function private.require_live_deployment() from public;

create or replace trigger _200_keep before update of tenant_id, id, website_id, deployed_by, site, notes, deployed_at on public.deployments
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'deployed_by', 'site', 'notes', 'deployed_at');
create or replace trigger _300_begin before insert on public.deployments
  for each row execute function private.begin_deployment();
create or replace trigger _300_switch before update of is_live on public.deployments
  for each row when (new.is_live and not old.is_live) execute function private.switch_deployment();
create or replace trigger _700_freeze after insert on public.deployments
  for each row execute function private.freeze_pages();
create or replace trigger _700_rolled_back after update of is_live on public.deployments
  for each row when (new.is_live and not old.is_live) execute function private.announce_rollback();

-- "create or replace" does not exist for constraint triggers
drop trigger if exists _950_live_left on public.deployments;
create constraint trigger _950_live_left after update of is_live on public.deployments
  deferrable initially deferred for each row when (old.is_live and not new.is_live) execute function private.require_live_deployment();
drop trigger if exists _950_live_deleted on public.deployments;
create constraint trigger _950_live_deleted after delete on public.deployments
  deferrable initially deferred for each row when (old.is_live) execute function private.require_live_deployment();

create or replace trigger _100_frozen before update on public.deployment_pages
  for each row execute function private.refuse_change();
--! EndIncluded functions/websites/deployments.sql
--! Included functions/websites/rollback_website.sql
-- S4: an older deployment becomes live again; the draft stays as it is.
create or replace function private.rollback_website(p_deployment uuid) returns public.deployments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_deployment public.deployments;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  select * into v_deployment from public.deployments d where d.tenant_id = v_tenant and d.id = p_deployment;
  if not found or not private.can_on('content.read', v_deployment.website_id) then
    perform private.fail('not_found', 'deployment');
  end if;
  -- the website before the deployments, like a publisher
  perform private.lock_for_publishing(v_tenant, v_deployment.website_id);
  update public.deployments d set is_live = true
  where d.tenant_id = v_tenant and d.id = p_deployment and not d.is_live;
  select * into v_deployment from public.deployments d where d.tenant_id = v_tenant and d.id = p_deployment;
  return v_deployment;
end
$$;
comment on function private.rollback_website(uuid) is 'Moves the live flag, which no client may write. Raises PT402 plan_required, PT404 and what lock_for_publishing raises.';
revoke all on function private.rollback_website(uuid) from public;
grant execute on function private.rollback_website(uuid) to authenticated;

create or replace function public.rollback_website(deployment uuid) returns public.deployments
language sql volatile security invoker set search_path = ''
as $$
  select private.rollback_website(deployment)
$$;
comment on function public.rollback_website(uuid) is
  'Makes an older deployment what visitors see; nothing happens to the live one. Errors: PT402 plan_required, PT403 forbidden (needs site.publish), email_not_confirmed or website_suspended, PT404, PT409 website_archived.';
revoke all on function public.rollback_website(uuid) from public;
grant execute on function public.rollback_website(uuid) to authenticated;
--! EndIncluded functions/websites/rollback_website.sql
--! Included functions/websites/hosts.sql
-- Host names: which website a visit belongs to, and whether it is served. The directory
-- says so in one probe; these functions keep it true.

create or replace function private.expected_hosts(p_tenant uuid, p_website uuid default null)
returns table (key text, tenant_id uuid, object_id uuid, deployment_id uuid, serving boolean)
language sql stable rows 3 security definer set search_path = ''
as $$
  select h.key, w.tenant_id, w.id, d.id,
    d.id is not null and w.status = 'published' and t.status = 'active'
  from public.websites w
  cross join lateral (
    select w.subdomain || '.' || private.setting('root_domain')
    union all
    select w.custom_domain where w.domain_verified) h (key)
  join public.tenants t on t.id = w.tenant_id
  left join public.deployments d on d.tenant_id = w.tenant_id and d.website_id = w.id and d.is_live
  where w.tenant_id = p_tenant and (p_website is null or w.id = p_website)
$$;
comment on function private.expected_hosts(uuid, uuid) is 'The host rows the directory should have, worked out from tables no visitor may read; of one tenant or website.';
revoke all on function private.expected_hosts(uuid, uuid) from public;

create or replace function private.sync_hosts(p_tenant uuid, p_website uuid default null) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- whoever changes the tenant's status waits, or is seen by the next statement
  perform from public.tenants t where t.id = p_tenant for no key update;
  update private.directory d set deployment_id = h.deployment_id, serving = h.serving
  from private.expected_hosts(p_tenant, p_website) h
  -- the tenant again, by which the index finds the few rows of the directory there are to compare
  where d.tenant_id = p_tenant and d.kind = 'host' and d.key = h.key and d.object_id = h.object_id
    and (d.deployment_id, d.serving) is distinct from (h.deployment_id, h.serving);
end
$$;
comment on function private.sync_hosts(uuid, uuid) is 'Brings live deployment and serving flag of a tenant''s hosts (or one website''s) up to date in the directory, which no client may see.';
revoke all on function private.sync_hosts(uuid, uuid) from public;

create or replace function private.sync_hosts_of_tenant() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.sync_hosts(new.id);
  return null;
end
$$;
comment on function private.sync_hosts_of_tenant() is 'After a tenant''s status changed: its sites go dark or come back, in the directory no client may see.';
revoke all on function private.sync_hosts_of_tenant() from public;

create or replace trigger _850_hosts after update of status on public.tenants
  for each row when (old.status is distinct from new.status) execute function private.sync_hosts_of_tenant();

create or replace function private.rename_hosts() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update private.directory d set key = w.subdomain || '.' || new.value
  from public.websites w
  where d.kind = 'host' and d.key = w.subdomain || '.' || old.value
    and d.tenant_id = w.tenant_id and d.object_id = w.id;
  -- domains are to point there from now on; those that still point to the old name have three checks' time
  update public.domain_verifications v set cname_target = w.subdomain || '.' || new.value
  from public.websites w
  where w.tenant_id = v.tenant_id and w.id = v.website_id;
  return null;
end
$$;
comment on function private.rename_hosts() is 'After the root domain changed: every subdomain of every tenant moves with it, and what domains are to point to.';
revoke all on function private.rename_hosts() from public;

create or replace trigger _850_hosts after update of value on private.settings
  for each row when (new.key = 'root_domain' and old.value is distinct from new.value) execute function private.rename_hosts();

-- Only what DNS has proven is anybody's: a claim alone takes no name.
create or replace function private.move_domain() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- the tenant before its hosts (A11)
  perform from public.tenants t where t.id = new.tenant_id for no key update;
  if old.domain_verified then perform private.directory_release('host', old.custom_domain, old.tenant_id, old.id); end if;
  if new.domain_verified then
    perform private.directory_claim('host', new.custom_domain, new.tenant_id, new.id);
    perform private.sync_hosts(new.tenant_id, new.id);
  end if;
  return null;
end
$$;
comment on function private.move_domain() is 'After a website''s own domain was verified, lost or changed: takes or frees the name in the directory, which no client may see. Raises PT409 taken.';
revoke all on function private.move_domain() from public;
--! EndIncluded functions/websites/hosts.sql
--! Included functions/websites/websites.sql
-- Triggers of websites.

create or replace function private.lock_website(p_tenant uuid, p_website uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.websites w where w.tenant_id = p_tenant and w.id = p_website for no key update;
end
$$;
comment on function private.lock_website(uuid, uuid) is
  'The lock that orders all writes below a website which must not race (A11): taken first, for people who may write pages but not the website itself.';
revoke all on function private.lock_website(uuid, uuid) from public;

create or replace function private.check_website_status() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if (old.status, new.status) not in (
    ('draft', 'published'), ('draft', 'archived'), ('draft', 'suspended'), ('published', 'archived'), ('published', 'suspended'),
    ('archived', 'draft'), ('archived', 'published'), ('suspended', 'draft'), ('suspended', 'published')) then
    perform private.fail('conflict', format('a website can''t go from %s to %s', old.status, new.status));
  end if;
  return new;
end
$$;
comment on function private.check_website_status() is 'Before update of a website''s status: lets only the allowed moves through.';
revoke all on function private.check_website_status() from public;

create or replace function private.claim_host() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.directory_claim('host', new.subdomain || '.' || private.setting('root_domain'), new.tenant_id, new.id);
  return null;
end
$$;
comment on function private.claim_host() is 'After insert of a website: takes its host name in the directory, which no client may see. Raises PT409 taken.';
revoke all on function private.claim_host() from public;

create or replace function private.release_hosts() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.directory d where d.tenant_id = old.tenant_id and d.object_id = old.id and d.kind = 'host';
  return null;
end
$$;
comment on function private.release_hosts() is 'After delete of a website: frees its host names in the directory, which no client may see.';
revoke all on function private.release_hosts() from public;

create or replace function private.sync_hosts_of_website() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.sync_hosts(new.tenant_id, new.id);
  return null;
end
$$;
comment on function private.sync_hosts_of_website() is 'After a website''s status changed: serves it or not, in the directory no client may see.';
revoke all on function private.sync_hosts_of_website() from public;

-- Websites that are not archived count against the plan. Once a statement and as late as
-- possible: everybody writing to one tenant queues at its counter.
create or replace function private.add_websites(p_tenant uuid, p_change integer) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_used bigint;
begin
  update public.usage_counters c set website_count = c.website_count + p_change
  where c.tenant_id = p_tenant
  returning c.website_count into v_used;
  if p_change > 0 and v_used is not null then
    perform private.check_quota(p_tenant, 'max_websites', v_used, p_change);
  end if;
end
$$;
comment on function private.add_websites(uuid, integer) is 'Moves a tenant''s website counter, which no client may write, and compares it with the plan. Raises PT402 quota_exceeded.';
revoke all on function private.add_websites(uuid, integer) from public;

create or replace function private.count_websites() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  case tg_op
    when 'INSERT' then
      perform private.add_websites(n.tenant_id, n.change)
      from (select tenant_id, count(*)::integer as change from after_change where status <> 'archived' group by 1 order by 1) n;
    when 'DELETE' then
      perform private.add_websites(n.tenant_id, -n.change)
      from (select tenant_id, count(*)::integer as change from before_change where status <> 'archived' group by 1 order by 1) n;
    else
      perform private.add_websites(new.tenant_id, case when new.status = 'archived' then -1 else 1 end);
  end case;
  return null;
end
$$;
comment on function private.count_websites() is 'After insert, update or delete of websites: counts them for the quota, which the client can''t.';
revoke all on function private.count_websites() from public;

create or replace trigger _100_timestamps before update on public.websites
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, subdomain, created_at on public.websites
  for each row execute function private.keep_columns('tenant_id', 'id', 'subdomain', 'created_at');
create or replace trigger _210_status before update of status on public.websites
  for each row when (old.status is distinct from new.status) execute function private.check_website_status();

create or replace trigger _800_host_claimed after insert on public.websites
  for each row execute function private.claim_host();
create or replace trigger _800_hosts_released after delete on public.websites
  for each row execute function private.release_hosts();
create or replace trigger _810_counted_inserted after insert on public.websites
  referencing new table as after_change for each statement execute function private.count_websites();
-- after the hosts, which lock the tenant (A11); a row at a time, because transition tables
-- exclude "update of status" and every page that is counted updates its website
create or replace trigger _860_counted_updated after update of status on public.websites
  for each row when ((old.status = 'archived') <> (new.status = 'archived')) execute function private.count_websites();
create or replace trigger _810_counted_deleted after delete on public.websites
  referencing old table as before_change for each statement execute function private.count_websites();
create or replace trigger _850_hosts after update of status on public.websites
  for each row when (old.status is distinct from new.status) execute function private.sync_hosts_of_website();
create or replace trigger _900_audit_created after insert on public.websites
  for each row execute function private.audit('website', 'website.created');
create or replace trigger _850_domain after update of custom_domain, domain_verified on public.websites
  for each row when ((case when old.domain_verified then old.custom_domain end) is distinct from (case when new.domain_verified then new.custom_domain end))
  execute function private.move_domain();
--! EndIncluded functions/websites/websites.sql
--! Included functions/websites/domain_verifications.sql
-- Triggers of domain_verifications (S10).

-- The website says which domain it has and whether it is served there, so that a visit needs
-- no other table.
create or replace function private.show_domain() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    update public.websites w set custom_domain = null, domain_verified = false
    where w.tenant_id = old.tenant_id and w.id = old.website_id;
  else
    update public.websites w set custom_domain = new.domain, domain_verified = new.verified
    where w.tenant_id = new.tenant_id and w.id = new.website_id
      and (w.custom_domain, w.domain_verified) is distinct from (new.domain, new.verified);
  end if;
  return null;
end
$$;
comment on function private.show_domain() is 'After a domain was claimed, verified, lost or removed: its website says so, in columns no client may write.';
revoke all on function private.show_domain() from public;

create or replace function private.audit_domain() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_row public.domain_verifications := case when tg_op = 'DELETE' then old else new end;
begin
  -- the website may be going away with its domain, and the tenant with both
  if tg_op = 'DELETE' and not exists (select from public.websites w where w.tenant_id = old.tenant_id and w.id = old.website_id) then
    return null;
  end if;
  perform private.record_audit(tg_argv[0], 'website', v_row.website_id,
    jsonb_strip_nulls(jsonb_build_object('domain', v_row.domain, 'reason', v_row.last_error)), v_row.tenant_id);
  return null;
end
$$;
comment on function private.audit_domain() is 'After row trigger with the action as argument: writes the audit row of a domain, which no client can.';
revoke all on function private.audit_domain() from public;

create or replace trigger _100_timestamps before update on public.domain_verifications
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, domain, created_at on public.domain_verifications
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'domain', 'created_at');
create or replace trigger _800_shown after insert or delete or update of verified on public.domain_verifications
  for each row execute function private.show_domain();
create or replace trigger _900_audit_added after insert on public.domain_verifications
  for each row execute function private.audit_domain('domain.added');
create or replace trigger _900_audit_removed after delete on public.domain_verifications
  for each row execute function private.audit_domain('domain.removed');
create or replace trigger _900_audit_verified after update of verified on public.domain_verifications
  for each row when (new.verified and not old.verified) execute function private.audit_domain('domain.verified');
create or replace trigger _900_audit_lost after update of verified on public.domain_verifications
  for each row when (old.verified and not new.verified and new.switched_off_at is null) execute function private.audit_domain('domain.lost');
create or replace trigger _900_audit_off after update of switched_off_at on public.domain_verifications
  for each row when (old.switched_off_at is null and new.switched_off_at is not null) execute function private.audit_domain('domain.switched_off');
--! EndIncluded functions/websites/domain_verifications.sql
--! Included functions/websites/add_domain.sql
-- S10. A claim is a claim: it takes no name from anybody, and the first whose DNS points to
-- their website gets it.
--  1. A host name somebody can own: not ours, no address, no wildcard, in ASCII.
--  2. The website, and the tenant, whose plan must not change meanwhile.
--  3. One domain a website: another one takes its place, the same one is checked anew.
create or replace function private.add_domain(p_website uuid, p_domain text) returns public.domain_verifications
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_domain text := rtrim(lower(btrim(p_domain)), '.');
  v_root text := private.setting('root_domain');
  v_website public.websites;
  v_limit record;
  v_added public.domain_verifications;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can_on('content.read', p_website) then perform private.fail('not_found', 'website'); end if;
  if not private.can_on('domain.manage', p_website) then perform private.fail('forbidden', 'domain.manage'); end if;
  -- 1.
  if v_domain ~ '[^\u0001-\u007f]' then
    perform private.fail('invalid_input', 'domain (expected its ASCII form, xn--…, which browsers make of it)');
  end if;
  if (v_domain ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$' and length(v_domain) <= 253) is not true then
    perform private.fail('invalid_input', 'domain (expected a host name like www.example.com, without scheme, port, path or wildcard)');
  end if;
  if v_domain = v_root or v_domain like '%.' || v_root or v_root like '%.' || v_domain
     or v_domain ~ '(^|\.)(localhost|local|internal|invalid|arpa|onion)$' then
    perform private.fail('invalid_input', 'domain (expected one of your own)');
  end if;

  -- 2.
  select * into v_website from public.websites w where w.tenant_id = v_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;
  if v_website.status = 'archived' then perform private.fail('website_archived'); end if;
  perform from public.tenants t where t.id = v_tenant for no key update;
  perform private.require_plan_flag(v_tenant, 'custom_domain_allowed', 'A domain of your own');
  -- each is looked up in DNS
  v_limit := private.consume_rate_limit('add_domain ' || v_tenant, 20, 1 / 300.0);
  if not v_limit.allowed then perform private.fail('rate_limited', ceil(v_limit.retry_after)::text); end if;

  -- 3.
  select * into v_added from public.domain_verifications d where d.tenant_id = v_tenant and d.website_id = p_website;
  if v_added.domain = v_domain then
    update public.domain_verifications d
    set switched_off_at = null, next_check_at = case when d.verified then d.next_check_at else now() end
    where d.tenant_id = v_tenant and d.id = v_added.id
    returning * into v_added;
    return v_added;
  end if;
  if exists (select from public.domain_verifications d where d.tenant_id = v_tenant and d.domain = v_domain) then
    perform private.fail('taken', 'domain');
  end if;
  delete from public.domain_verifications d where d.tenant_id = v_tenant and d.website_id = p_website;
  insert into public.domain_verifications (tenant_id, website_id, domain, cname_target)
  values (v_tenant, p_website, v_domain, v_website.subdomain || '.' || v_root)
  returning * into v_added;
  return v_added;
end
$$;
comment on function private.add_domain(uuid, text) is
  'Writes the claim, which no client may. Raises PT400 invalid_input, PT402 plan_required, PT403 forbidden, PT404, PT409 website_archived or taken, PT429 rate_limited.';
revoke all on function private.add_domain(uuid, text) from public;
grant execute on function private.add_domain(uuid, text) to authenticated;

create or replace function public.add_domain(website uuid, domain text) returns public.domain_verifications
language sql volatile security invoker set search_path = ''
as $$
  select private.add_domain(website, domain)
$$;
comment on function public.add_domain(uuid, text) is
  'Claims a host name (www.example.com) for a website, in place of the one it has, or switches the same one on again. It is served once a CNAME record of that name points to cname_target. Errors: PT400 invalid_input, PT402 plan_required, PT403 forbidden (needs domain.manage), PT404, PT409 website_archived or taken (another website of yours has it), PT429 rate_limited.';
revoke all on function public.add_domain(uuid, text) from public;
grant execute on function public.add_domain(uuid, text) to authenticated;
--! EndIncluded functions/websites/add_domain.sql
--! Included functions/websites/remove_domain.sql
create or replace function private.remove_domain(p_website uuid) returns public.websites
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_website public.websites;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can_on('content.read', p_website) then perform private.fail('not_found', 'website'); end if;
  if not private.can_on('domain.manage', p_website) then perform private.fail('forbidden', 'domain.manage'); end if;
  perform from public.websites w where w.tenant_id = v_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;
  delete from public.domain_verifications d where d.tenant_id = v_tenant and d.website_id = p_website;
  select * into v_website from public.websites w where w.tenant_id = v_tenant and w.id = p_website;
  return v_website;
end
$$;
comment on function private.remove_domain(uuid) is 'Deletes the claim, which no client may. Raises PT403 forbidden, PT404.';
revoke all on function private.remove_domain(uuid) from public;
grant execute on function private.remove_domain(uuid) to authenticated;

create or replace function public.remove_domain(website uuid) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.remove_domain(website)
$$;
comment on function public.remove_domain(uuid) is
  'Takes a website off its own domain; it stays at its subdomain, and the name is free at once. Errors: PT403 forbidden (needs domain.manage), PT404.';
revoke all on function public.remove_domain(uuid) from public;
grant execute on function public.remove_domain(uuid) to authenticated;
--! EndIncluded functions/websites/remove_domain.sql
--! Included functions/websites/begin_domain_check.sql
-- What the edge function verify-domain asks first, with the token of whoever called it: may
-- they, and what is to be looked up?
create or replace function private.begin_domain_check(p_website uuid) returns public.domain_verifications
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_limit record;
  v_domain public.domain_verifications;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can_on('content.read', p_website) then perform private.fail('not_found', 'domain'); end if;
  if not private.can_on('domain.manage', p_website) then perform private.fail('forbidden', 'domain.manage'); end if;
  select * into v_domain from public.domain_verifications d where d.tenant_id = v_tenant and d.website_id = p_website;
  if not found then perform private.fail('not_found', 'domain'); end if;
  if v_domain.switched_off_at is not null then perform private.fail('domain_off'); end if;
  v_limit := private.consume_rate_limit(concat_ws(' ', 'domain_check', v_tenant, p_website), 5, 1 / 30.0);
  if not v_limit.allowed then perform private.fail('rate_limited', ceil(v_limit.retry_after)::text); end if;
  return v_domain;
end
$$;
comment on function private.begin_domain_check(uuid) is 'Takes a token from a bucket no client may write. Raises PT403 forbidden, PT404, PT409 domain_off, PT429 rate_limited.';
revoke all on function private.begin_domain_check(uuid) from public;
grant execute on function private.begin_domain_check(uuid) to authenticated;

create or replace function public.begin_domain_check(website uuid) returns public.domain_verifications
language sql volatile security invoker set search_path = ''
as $$
  select private.begin_domain_check(website)
$$;
comment on function public.begin_domain_check(uuid) is
  'For the edge function verify-domain, which then asks DNS: the website''s domain, if you may have it checked (5 times at once, then every 30 seconds). Errors: PT403 forbidden (needs domain.manage), PT404 (the website has none), PT409 domain_off, PT429 rate_limited.';
revoke all on function public.begin_domain_check(uuid) from public;
grant execute on function public.begin_domain_check(uuid) to authenticated;
--! EndIncluded functions/websites/begin_domain_check.sql
--! Included functions/websites/due_domain_checks.sql
-- Each is handed out once: whoever gets it records what came of it, or, if that never happens,
-- it is due again ten minutes later.
create or replace function private.due_domain_checks(p_most integer) returns setof public.domain_verifications
language sql volatile security definer set search_path = ''
as $$
  -- chosen once, before anything is joined
  with due as materialized (
    select i.tenant_id, i.id from public.domain_verifications i
    where i.next_check_at <= now()
    order by i.next_check_at limit least(greatest(p_most, 0), 1000) for update skip locked
  )
  update public.domain_verifications d set next_check_at = now() + interval '10 minutes'
  from due
  where d.tenant_id = due.tenant_id and d.id = due.id
  returning d.*
$$;
comment on function private.due_domain_checks(integer) is 'Hands out the domains of all tenants that DNS is to be asked about, oldest first; the service''s alone.';
revoke all on function private.due_domain_checks(integer) from public;
grant execute on function private.due_domain_checks(integer) to service_role;

create or replace function public.due_domain_checks(most integer default 50) returns setof public.domain_verifications
language sql volatile security invoker rows 50 set search_path = ''
as $$
  select * from private.due_domain_checks(most)
$$;
comment on function public.due_domain_checks(integer) is
  'Domains whose DNS is to be asked now, at most so many (1000); nobody else gets the same ones for ten minutes. For the service only.';
revoke all on function public.due_domain_checks(integer) from public;
grant execute on function public.due_domain_checks(integer) to service_role;
--! EndIncluded functions/websites/due_domain_checks.sql
--! Included functions/websites/record_domain_check.sql
-- S10: what DNS said, and what comes of it. The edge function only asks and tells.
--  1. Whose name it is now, if anybody's; then the websites and tenants of both, in the order
--     everybody locks them in.
--  2. The claim is still that one, is switched on, and the plan has domains.
--  3. The right target among the CNAMEs: verified. Nobody's claim is older than DNS, so whoever
--     had the name loses it.
--  4. No answer changes nothing; another answer ends a verified domain with its third time in
--     a row: somebody may be moving their zone this minute.
--  5. Asked again the sooner the newer the claim is, and after a month only by hand.
create or replace function private.record_domain_check(p_tenant uuid, p_verification uuid, p_cnames text[], p_error text)
returns public.domain_verifications
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_patience constant integer := 3;
  v_now timestamptz := clock_timestamp();
  v_cnames text[] := array(select rtrim(lower(c.name), '.') from unnest(p_cnames) c (name));
  v_holder private.directory;
  v_claim public.domain_verifications;
  v_right boolean;
  v_silent boolean := coalesce(p_error in ('TIMEOUT', 'SERVFAIL', 'REFUSED'), false);
begin
  -- 1.
  select * into v_claim from public.domain_verifications d where d.tenant_id = p_tenant and d.id = p_verification;
  if not found then perform private.fail('domain_changed'); end if;
  select * into v_holder from private.directory d where d.kind = 'host' and d.key = v_claim.domain;
  perform from public.websites w
  where (w.tenant_id, w.id) in ((p_tenant, v_claim.website_id), (v_holder.tenant_id, v_holder.object_id))
  order by w.id for no key update;
  perform from public.tenants t where t.id in (p_tenant, v_holder.tenant_id) order by t.id for no key update;

  -- 2.
  select * into v_claim from public.domain_verifications d where d.tenant_id = p_tenant and d.id = p_verification for update;
  if not found then perform private.fail('domain_changed'); end if;
  if v_claim.switched_off_at is not null then perform private.fail('domain_off'); end if;
  perform private.require_plan_flag(p_tenant, 'custom_domain_allowed', 'A domain of your own');

  v_claim.verification_attempts := v_claim.verification_attempts + 1;
  v_claim.last_checked_at := v_now;
  v_right := v_claim.cname_target = any (v_cnames);
  if v_right then
    -- 3.
    update public.domain_verifications d
    set verified = false, last_error = 'The domain points to another website now', ssl_provisioned = false, ssl_provisioned_at = null
    where d.tenant_id = v_holder.tenant_id and d.website_id = v_holder.object_id and d.domain = v_claim.domain and d.verified and d.id <> v_claim.id;
    v_claim.verified := true;
    v_claim.failed_checks := 0;
    v_claim.last_error := null;
    v_claim.first_verified_at := coalesce(v_claim.first_verified_at, v_now);
  else
    -- 4.
    v_claim.last_error := left(coalesce(p_error, case when v_cnames = '{}' then 'No CNAME' else 'Incorrect CNAME target: ' || v_cnames[1] end), 400);
    if not v_silent then v_claim.failed_checks := v_claim.failed_checks + 1; end if;
    v_claim.verified := v_claim.verified and v_claim.failed_checks < c_patience;
  end if;
  -- 5.
  v_claim.next_check_at := case
    when v_right then v_now + interval '1 day'
    when v_claim.verified then v_now + interval '1 hour'
    when greatest(v_claim.created_at, v_claim.first_verified_at) > v_now - interval '1 hour' then v_now + interval '5 minutes'
    when greatest(v_claim.created_at, v_claim.first_verified_at) > v_now - interval '1 day' then v_now + interval '1 hour'
    when greatest(v_claim.created_at, v_claim.first_verified_at) > v_now - interval '30 days' then v_now + interval '1 day'
  end;
  update public.domain_verifications d
  set verified = v_claim.verified, verification_attempts = v_claim.verification_attempts, failed_checks = v_claim.failed_checks,
    last_checked_at = v_claim.last_checked_at, next_check_at = v_claim.next_check_at, first_verified_at = v_claim.first_verified_at,
    last_error = v_claim.last_error,
    ssl_provisioned = d.ssl_provisioned and v_claim.verified,
    ssl_provisioned_at = case when v_claim.verified then d.ssl_provisioned_at end
  where d.tenant_id = p_tenant and d.id = v_claim.id
  returning * into v_claim;
  return v_claim;
end
$$;
comment on function private.record_domain_check(uuid, uuid, text[], text) is
  'Moves verified, which no client may write, in this tenant and in the one that had the name before; the service''s alone. Raises PT402 plan_required, PT409 domain_changed, domain_off or taken (both at once).';
revoke all on function private.record_domain_check(uuid, uuid, text[], text) from public;
grant execute on function private.record_domain_check(uuid, uuid, text[], text) to service_role;

create or replace function public.record_domain_check(tenant uuid, verification uuid, cnames text[], error text default null)
returns public.domain_verifications
language sql volatile security invoker set search_path = ''
as $$
  select private.record_domain_check(tenant, verification, cnames, error)
$$;
comment on function public.record_domain_check(uuid, uuid, text[], text) is
  'What DNS said of a domain (domain_verifications.id): every name on the way its CNAMEs lead, first to last, or the error (NXDOMAIN, TIMEOUT, SERVFAIL, REFUSED, …; the last three change nothing). The right target verifies it, the third wrong answer in a row ends that. For the service only. Errors: PT402 plan_required, PT409 domain_changed, domain_off, taken.';
revoke all on function public.record_domain_check(uuid, uuid, text[], text) from public;
grant execute on function public.record_domain_check(uuid, uuid, text[], text) to service_role;
--! EndIncluded functions/websites/record_domain_check.sql
--! Included functions/websites/record_domain_certificate.sql
create or replace function private.record_domain_certificate(p_tenant uuid, p_verification uuid, p_provisioned boolean)
returns public.domain_verifications
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_domain public.domain_verifications;
begin
  update public.domain_verifications d
  set ssl_provisioned = p_provisioned, ssl_provisioned_at = case when p_provisioned then coalesce(d.ssl_provisioned_at, now()) end
  where d.tenant_id = p_tenant and d.id = p_verification and (d.verified or not p_provisioned)
  returning * into v_domain;
  if not found then perform private.fail('domain_changed'); end if;
  return v_domain;
end
$$;
comment on function private.record_domain_certificate(uuid, uuid, boolean) is
  'Writes the SSL state, which no client may; the service''s alone. Raises PT409 domain_changed.';
revoke all on function private.record_domain_certificate(uuid, uuid, boolean) from public;
grant execute on function private.record_domain_certificate(uuid, uuid, boolean) to service_role;

create or replace function public.record_domain_certificate(tenant uuid, verification uuid, provisioned boolean)
returns public.domain_verifications
language sql volatile security invoker set search_path = ''
as $$
  select private.record_domain_certificate(tenant, verification, provisioned)
$$;
comment on function public.record_domain_certificate(uuid, uuid, boolean) is
  'Whether the web server in front has a certificate for a verified domain. For the service only. Errors: PT409 domain_changed (also: not verified).';
revoke all on function public.record_domain_certificate(uuid, uuid, boolean) from public;
grant execute on function public.record_domain_certificate(uuid, uuid, boolean) to service_role;
--! EndIncluded functions/websites/record_domain_certificate.sql
--! Included functions/websites/check_invariants_domains.sql
create or replace function private.check_invariants_domains() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'a website shows the domain it claims, and whether it is verified', coalesce(w.id, d.website_id)::text
  from (select * from public.websites where custom_domain is not null or domain_verified) w
  full join public.domain_verifications d on d.tenant_id = w.tenant_id and d.website_id = w.id
  where (w.custom_domain, w.domain_verified) is distinct from (d.domain, d.verified)
  union all
  select 'a domain points to its website''s subdomain', d.id::text
  from public.domain_verifications d join public.websites w on w.tenant_id = d.tenant_id and w.id = d.website_id
  where d.cname_target <> w.subdomain || '.' || private.setting('root_domain')
  union all
  select 'a plan without domains serves none', d.id::text
  from public.domain_verifications d
  join public.tenants t on t.id = d.tenant_id
  join public.plans p on p.id = t.plan_id
  where not p.custom_domain_allowed and d.switched_off_at is null
$$;
comment on function private.check_invariants_domains() is 'Broken invariants of domains.';
revoke all on function private.check_invariants_domains() from public;
--! EndIncluded functions/websites/check_invariants_domains.sql
