create or replace function private.check_quota(p_tenant uuid, p_limit text, p_wanted bigint, p_added bigint) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_allowed bigint;
  v_order integer;
  v_better text;
begin
  -- the caller's statement has just moved the counter and holds its row
  select (to_jsonb(p) ->> p_limit)::bigint * case p_limit when 'storage_limit_mb' then 1048576 else 1 end, p.display_order
  into strict v_allowed, v_order
  from public.tenants t join public.plans p on p.id = t.plan_id
  where t.id = p_tenant;
  if v_allowed is null then raise exception 'plans has no limit "%"', p_limit; end if;

  if p_wanted > v_allowed then
    select p.name into v_better from public.plans p
    where p.is_active and p.display_order > v_order
      and (to_jsonb(p) ->> p_limit)::bigint * case p_limit when 'storage_limit_mb' then 1048576 else 1 end >= p_wanted
    order by p.display_order limit 1;
    perform private.fail('quota_exceeded', p_limit, (p_wanted - p_added)::text, v_allowed::text,
      coalesce('The ' || v_better || ' plan allows more.', 'No plan allows more; remove something first.'));
  end if;
end
$$;
comment on function private.check_quota(uuid, text, bigint, bigint) is
  'Compares what a tenant would use (p_wanted, of which p_added is new; bytes for storage) with its plan''s column p_limit (max_websites, storage_limit_mb, …), whoever asks. Raises PT402 quota_exceeded with the plan that lifts it.';
revoke all on function private.check_quota(uuid, text, bigint, bigint) from public;
