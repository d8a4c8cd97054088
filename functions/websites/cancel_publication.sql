create or replace function private.cancel_publication(p_website uuid) returns public.scheduled_publications
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_scheduled public.scheduled_publications;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can_on('site.publish', p_website) then perform private.fail('forbidden', 'site.publish'); end if;
  -- the website first: one that is being published just now is past canceling
  perform private.lock_website(v_tenant, p_website);
  update public.scheduled_publications s set status = 'canceled', finished_at = clock_timestamp()
  where s.tenant_id = v_tenant and s.website_id = p_website and s.status = 'pending'
  returning * into v_scheduled;
  if not found then perform private.fail('not_found', 'scheduled publication'); end if;
  perform private.record_audit('website.publication_canceled', 'website', p_website,
    jsonb_build_object('deployment_id', v_scheduled.id, 'publish_at', v_scheduled.publish_at), v_tenant);
  return v_scheduled;
end
$$;
comment on function private.cancel_publication(uuid) is 'Ends a website''s pending publication, which no client may write. Raises PT403 forbidden, PT404.';
revoke all on function private.cancel_publication(uuid) from public;
grant execute on function private.cancel_publication(uuid) to authenticated;

create or replace function public.cancel_publication(website uuid) returns public.scheduled_publications
language sql volatile security invoker set search_path = ''
as $$
  select private.cancel_publication(website)
$$;
comment on function public.cancel_publication(uuid) is
  'The website is not published at the scheduled time. Errors: PT403 forbidden (needs site.publish), PT404 (nothing is scheduled).';
revoke all on function public.cancel_publication(uuid) from public;
grant execute on function public.cancel_publication(uuid) to authenticated;
