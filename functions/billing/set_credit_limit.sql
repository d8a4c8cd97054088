create or replace function private.set_credit_limit(p_person uuid, p_credit_limit integer) returns public.tenant_member_credit_limits
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_before integer;
  v_row public.tenant_member_credit_limits;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not (private.can('member.manage') and private.all_websites()) then perform private.fail('forbidden', 'member.manage'); end if;
  if (p_credit_limit >= -1) is not true then perform private.fail('invalid_input', 'credit_limit (expected 0 or more, or -1 for none)'); end if;
  if p_person = private.uid() and not private.can('billing.manage') then perform private.fail('own_membership'); end if;
  -- the audit row comes by the tenant, which others lock before a person's limit
  perform from public.tenants t where t.id = v_tenant for no key update;
  if not exists (select from public.tenant_members m where m.tenant_id = v_tenant and m.user_id = p_person)
     and not exists (select from public.website_members w where w.tenant_id = v_tenant and w.user_id = p_person) then
    perform private.fail('not_found', 'member');
  end if;
  select l.credit_limit into v_before from public.tenant_member_credit_limits l where l.tenant_id = v_tenant and l.user_id = p_person;
  insert into public.tenant_member_credit_limits as l (tenant_id, user_id, credit_limit) values (v_tenant, p_person, p_credit_limit)
  on conflict (tenant_id, user_id) do update set credit_limit = excluded.credit_limit
  returning * into v_row;
  if p_credit_limit is distinct from v_before then
    perform private.record_audit('user.credit_limit_set', 'user', p_person, jsonb_build_object('from', v_before, 'to', p_credit_limit), v_tenant);
  end if;
  return v_row;
end
$$;
comment on function private.set_credit_limit(uuid, integer) is
  'Sets how many credits a member or collaborator may use, which no client may write. Raises PT400 invalid_input, PT403 forbidden or own_membership, PT404.';
revoke all on function private.set_credit_limit(uuid, integer) from public;
grant execute on function private.set_credit_limit(uuid, integer) to authenticated;

create or replace function public.set_credit_limit(person uuid, credit_limit integer) returns public.tenant_member_credit_limits
language sql volatile security invoker set search_path = ''
as $$
  select private.set_credit_limit(person, credit_limit)
$$;
comment on function public.set_credit_limit(uuid, integer) is
  'How many credits somebody of your team (user_id) may use in all, AI actions of the plan included; -1: no limit. What they have used stays counted. Errors: PT400 invalid_input, PT403 forbidden (needs member.manage) or own_membership, PT404.';
revoke all on function public.set_credit_limit(uuid, integer) from public;
grant execute on function public.set_credit_limit(uuid, integer) to authenticated;
