create or replace function public.failing_webhooks() returns setof public.webhook_events
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.require_platform_admin();
  return query
    select * from public.webhook_events e
    where e.status in ('received', 'failed') and (e.status = 'failed' or e.received_at < now() - interval '1 hour')
    order by e.received_at desc limit 500;
end
$$;
comment on function public.failing_webhooks() is
  'For platform admins: the newest 500 events that failed, or have waited for more than an hour for a customer or order nobody knows. Errors: PT403 forbidden.';
revoke all on function public.failing_webhooks() from public;
grant execute on function public.failing_webhooks() to platform_admin;
