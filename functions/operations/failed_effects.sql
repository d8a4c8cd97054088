-- What an effect is about stays in the outbox: messages are nobody's to read.
create or replace function private.failed_effects()
returns table (id bigint, kind text, attempts integer, last_error text, created_at timestamptz, due_at timestamptz, failed_at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_platform_admin();
  return query
    select o.id, o.kind, o.attempts, o.last_error, o.created_at, case when o.failed_at is null then o.due_at end, o.failed_at
    from private.outbox o where o.done_at is null and o.last_error is not null
    order by o.failed_at desc nulls last, o.id limit 1000;
end
$$;
comment on function private.failed_effects() is
  'Shows platform admins the effects that went wrong, in a table no API role may read. Raises PT403 forbidden.';
revoke all on function private.failed_effects() from public;
grant execute on function private.failed_effects() to platform_admin;

create or replace function public.failed_effects()
returns table (id bigint, kind text, attempts integer, last_error text, created_at timestamptz, due_at timestamptz, failed_at timestamptz)
language sql stable security invoker set search_path = ''
as $$
  select * from private.failed_effects()
$$;
comment on function public.failed_effects() is
  'What should have happened outside (mail, deletions, cancellations) and has not: failed for good at failed_at, the latest first, or due again at due_at. At most 1,000. Errors: PT403 forbidden (platform admins only).';
revoke all on function public.failed_effects() from public;
grant execute on function public.failed_effects() to platform_admin;

create or replace function private.retry_effect(p_id bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_kind text;
begin
  perform private.require_platform_admin();
  update private.outbox o set failed_at = null, attempts = 0, due_at = now()
  where o.id = p_id and o.failed_at is not null returning o.kind into v_kind;
  if not found then
    -- it will be tried anyway
    perform from private.outbox o where o.id = p_id and o.done_at is null;
    if not found then perform private.fail('not_found', 'effect'); end if;
    return;
  end if;
  perform private.record_audit('effect.retried', 'effect', null, jsonb_build_object('id', p_id, 'kind', v_kind));
end
$$;
comment on function private.retry_effect(bigint) is
  'Lets platform admins have a failed effect tried again, in a table no API role may write. Raises PT403 forbidden, PT404.';
revoke all on function private.retry_effect(bigint) from public;
grant execute on function private.retry_effect(bigint) to platform_admin;

create or replace function public.retry_effect(effect bigint) returns void
language sql volatile security invoker set search_path = ''
as $$
  select private.retry_effect(effect)
$$;
comment on function public.retry_effect(bigint) is
  'Has something that failed for good (failed_effects) tried again from the beginning; what will be tried anyway is left to that. Errors: PT403 forbidden (platform admins only), PT404.';
revoke all on function public.retry_effect(bigint) from public;
grant execute on function public.retry_effect(bigint) to platform_admin;
