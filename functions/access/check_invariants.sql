-- Each domain adds a function private.check_invariants_<domain>() of the same shape.
create or replace function private.check_invariants() returns table (invariant text, detail text)
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_function text;
begin
  for v_function in
    select p.proname from pg_catalog.pg_proc p
    where p.pronamespace = 'private'::regnamespace and p.proname ~ '^check_invariants_.+'
    order by p.proname
  loop
    return query execute format('select c.invariant, c.detail from private.%I() c', v_function);
  end loop;
end
$$;
comment on function private.check_invariants() is 'A row for each broken invariant that a query can see; empty on a healthy database.';
revoke all on function private.check_invariants() from public;
