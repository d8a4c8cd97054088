-- S3. Now: the triggers of deployments do the work, for whoever inserts one. Later: a row that
-- maintenance turns into a deployment when its time has come; scheduling again moves it.
create or replace function private.schedule_publication(p_website uuid, p_notes text, p_at timestamptz) returns public.deployments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_scheduled public.scheduled_publications;
  v_deployment public.deployments;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  -- what would refuse it now need not wait until then to be told
  perform private.lock_for_publishing(v_tenant, p_website);
  if (p_at > now() and p_at <= now() + interval '1 year') is not true then
    perform private.fail('invalid_input', 'at (expected a moment within the next year)');
  end if;
  insert into public.scheduled_publications as s (tenant_id, website_id, publish_at, notes, scheduled_by)
  values (v_tenant, p_website, p_at, p_notes, private.uid())
  on conflict (tenant_id, website_id) where status = 'pending' do update
    set publish_at = excluded.publish_at, notes = excluded.notes, scheduled_by = excluded.scheduled_by
  returning * into v_scheduled;
  perform private.record_audit('website.publication_scheduled', 'website', p_website,
    jsonb_strip_nulls(jsonb_build_object('deployment_id', v_scheduled.id, 'publish_at', p_at, 'notes', p_notes)), v_tenant);

  v_deployment.tenant_id := v_tenant;
  v_deployment.id := v_scheduled.id;
  v_deployment.website_id := p_website;
  v_deployment.deployed_by := v_scheduled.scheduled_by;
  v_deployment.site := '{}';
  v_deployment.is_live := false;
  v_deployment.notes := v_scheduled.notes;
  v_deployment.deployed_at := v_scheduled.publish_at;
  return v_deployment;
end
$$;
comment on function private.schedule_publication(uuid, text, timestamptz) is
  'Writes a website''s one pending publication, which no client may, and answers the deployment it will be. Raises PT400 invalid_input, PT401 and what lock_for_publishing raises.';
revoke all on function private.schedule_publication(uuid, text, timestamptz) from public;
grant execute on function private.schedule_publication(uuid, text, timestamptz) to authenticated;

create or replace function public.publish_website(website uuid, notes text default null, at timestamptz default null) returns public.deployments
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_deployment public.deployments;
begin
  if publish_website.at is not null then
    return private.schedule_publication(publish_website.website, publish_website.notes, publish_website.at);
  end if;
  insert into public.deployments (website_id, notes) values (publish_website.website, publish_website.notes) returning * into v_deployment;
  return v_deployment;
end
$$;
comment on function public.publish_website(uuid, text, timestamptz) is
  'Freezes the website as it is and makes that what visitors see. With at, a moment within the next year: as it is then, if you may still publish it then; the answer is the deployment that will be (not live, nothing in it), scheduled_publications tells what came of it, and scheduling again moves it. Errors: PT400 invalid_input, PT402 plan_required, PT403 forbidden (needs site.publish), email_not_confirmed or website_suspended, PT404, PT409 website_archived or no_published_home_page, PT413 page_too_large.';
revoke all on function public.publish_website(uuid, text, timestamptz) from public;
grant execute on function public.publish_website(uuid, text, timestamptz) to authenticated;
