create or replace function private.waiting_outbox() returns table (kind text, waiting bigint)
language sql stable security definer set search_path = ''
as $$
  select o.kind, count(*) from private.outbox o
  where o.done_at is null and o.failed_at is null and o.due_at <= now()
    and (o.kind not in ('delete_object', 'delete_files') or to_regclass('storage.migrations') is not null)
  group by o.kind order by o.kind
$$;
comment on function private.waiting_outbox() is 'Counts the effects that are due, by kind, in a table no API role may read.';
revoke all on function private.waiting_outbox() from public;
grant execute on function private.waiting_outbox() to service_role;

create or replace function public.waiting_outbox() returns table (kind text, waiting bigint)
language sql stable security invoker set search_path = ''
as $$
  select * from private.waiting_outbox()
$$;
comment on function public.waiting_outbox() is 'How many things to do outside are due, by kind. For the service only.';
revoke all on function public.waiting_outbox() from public;
grant execute on function public.waiting_outbox() to service_role;
