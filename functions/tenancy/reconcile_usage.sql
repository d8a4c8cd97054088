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
