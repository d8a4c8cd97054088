-- T5: pending→active, active⇄suspended, active|suspended→offboarded, offboarded→active
select tests.sign_up('ann@a.test');
create function pg_temp.move(p_from tenant_status, p_to tenant_status) returns text language plpgsql as $$
begin
  alter table public.tenants disable trigger _210_status;
  update public.tenants set status = p_from, suspended_for = case p_from when 'suspended' then 'admin'::public.suspension_reason end,
    offboard_scheduled_at = case p_from when 'offboarded' then now() end;
  alter table public.tenants enable trigger _210_status;
  update public.tenants set status = p_to;
  return 'moved';
exception when sqlstate 'PT409' then
  return 'refused';
end
$$;
set constraints all immediate;
select is(pg_temp.move(f, t),
  case when f = t or f || ' ' || t in ('pending active', 'active suspended', 'suspended active', 'active offboarded', 'suspended offboarded', 'offboarded active')
    then 'moved' else 'refused' end, f || ' to ' || t)
from unnest(enum_range(null::tenant_status)) f, unnest(enum_range(null::tenant_status)) t;
