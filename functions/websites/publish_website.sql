-- S3. The triggers of deployments do the work, for whoever inserts one.
create or replace function public.publish_website(website uuid, notes text default null) returns public.deployments
language sql volatile security invoker set search_path = ''
as $$
  insert into public.deployments (website_id, notes) values (website, notes) returning *
$$;
comment on function public.publish_website(uuid, text) is
  'Freezes the website as it is and makes that what visitors see. Errors: PT402 plan_required, PT403 forbidden (needs site.publish), email_not_confirmed or website_suspended, PT404, PT409 website_archived or no_published_home_page, PT413 page_too_large.';
revoke all on function public.publish_website(uuid, text) from public;
grant execute on function public.publish_website(uuid, text) to authenticated;
