-- One trigger function for every table whose changes are acts worth remembering.
create or replace function private.audit() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
  v_changed jsonb;
begin
  if tg_op = 'UPDATE' then
    select coalesce(jsonb_object_agg(n.key, jsonb_build_object('from', o.value, 'to', n.value)), '{}') into v_changed
    from jsonb_each(to_jsonb(new)) n
    join jsonb_each(to_jsonb(old)) o on o.key = n.key and o.value is distinct from n.value
    where n.key not in ('updated_at', 'last_active_at');
  end if;
  perform private.record_audit(tg_argv[1], tg_argv[0], (v_row ->> 'id')::uuid,
    -- what tells which one it was, once the row is gone
    coalesce(v_changed, jsonb_strip_nulls(jsonb_build_object('name', coalesce(v_row -> 'name', v_row -> 'title'), 'slug', v_row -> 'slug',
      'website_id', v_row -> 'website_id', 'user_id', v_row -> 'user_id', 'role', v_row -> 'role'))),
    case when tg_argv[0] = 'tenant' then (v_row ->> 'id')::uuid else (v_row ->> 'tenant_id')::uuid end);
  return null;
end
$$;
comment on function private.audit() is
  'After row trigger with arguments (resource type, action): writes the audit row, which no client can; an update tells what changed from what to what.';
revoke all on function private.audit() from public;
