-- Each is handed out once: whoever gets it records what came of it, or, if that never happens,
-- it is due again ten minutes later.
create or replace function private.due_domain_checks(p_most integer) returns setof public.domain_verifications
language sql volatile security definer set search_path = ''
as $$
  -- chosen once, before anything is joined
  with due as materialized (
    select i.tenant_id, i.id from public.domain_verifications i
    where i.next_check_at <= now()
    order by i.next_check_at limit least(greatest(p_most, 0), 1000) for update skip locked
  )
  update public.domain_verifications d set next_check_at = now() + interval '10 minutes'
  from due
  where d.tenant_id = due.tenant_id and d.id = due.id
  returning d.*
$$;
comment on function private.due_domain_checks(integer) is 'Hands out the domains of all tenants that DNS is to be asked about, oldest first; the service''s alone.';
revoke all on function private.due_domain_checks(integer) from public;
grant execute on function private.due_domain_checks(integer) to service_role;

create or replace function public.due_domain_checks(most integer default 50) returns setof public.domain_verifications
language sql volatile security invoker rows 50 set search_path = ''
as $$
  select * from private.due_domain_checks(most)
$$;
comment on function public.due_domain_checks(integer) is
  'Domains whose DNS is to be asked now, at most so many (1000); nobody else gets the same ones for ten minutes. For the service only.';
revoke all on function public.due_domain_checks(integer) from public;
grant execute on function public.due_domain_checks(integer) to service_role;
