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
