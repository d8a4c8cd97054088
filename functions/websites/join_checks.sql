-- Evaluating one compiled path costs a fraction of compiling each check for each write. The result is stored:
-- a change here reaches the types there are by `update component_types set checks = checks`.
create or replace function private.join_checks(p_checks jsonb) returns jsonpath
language sql immutable security invoker set search_path = ''
as $$
  select coalesce(string_agg('(' || (c.value ->> 'path') || ')', ' && ' order by c.position), 'true')::jsonpath
  from jsonb_array_elements(p_checks) with ordinality c (value, position)
$$;
comment on function private.join_checks(jsonb) is 'All checks of a component type as one jsonpath predicate.';
revoke all on function private.join_checks(jsonb) from public;
