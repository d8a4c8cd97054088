create or replace function public.me() returns public.users
language sql stable security invoker set search_path = ''
as $$
  select u from public.users u where u.id = (select private.uid())
$$;
comment on function public.me() is 'The signed-in person, or null.';
revoke all on function public.me() from public;
grant execute on function public.me() to authenticated, service_role;
