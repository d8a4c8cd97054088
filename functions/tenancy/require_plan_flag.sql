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
