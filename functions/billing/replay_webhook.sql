create or replace function private.replay_webhook(p_event uuid) returns public.webhook_events
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_event public.webhook_events;
begin
  if not private.is_platform_admin() and current_setting('role', true) is distinct from 'service_role' then
    perform private.fail('forbidden', 'platform admin');
  end if;
  update public.webhook_events e set attempts = 0 where e.id = p_event;
  if not found then perform private.fail('not_found', 'event'); end if;
  v_event := private.apply_webhook(p_event);
  perform private.record_audit('platform.webhook_replayed', 'webhook_event', p_event,
    jsonb_build_object('provider', v_event.provider, 'event_id', v_event.event_id, 'status', v_event.status));
  return v_event;
end
$$;
comment on function private.replay_webhook(uuid) is
  'Applies an event of the ledger again, to tables no API role may write, for platform admins and the service. Raises PT403 forbidden, PT404.';
revoke all on function private.replay_webhook(uuid) from public;
grant execute on function private.replay_webhook(uuid) to platform_admin, service_role;

create or replace function public.replay_webhook(event uuid) returns public.webhook_events
language sql volatile security invoker set search_path = ''
as $$
  select private.replay_webhook(event)
$$;
comment on function public.replay_webhook(uuid) is
  'For platform admins and the service: applies an event again, whatever came of it, and has it tried anew if it fails. What is older than what is known stays stale. Audited. Errors: PT403 forbidden, PT404.';
revoke all on function public.replay_webhook(uuid) from public;
grant execute on function public.replay_webhook(uuid) to platform_admin, service_role;
