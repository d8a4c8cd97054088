create or replace function public.growth_per_day(days integer default 30)
returns table (day date, sign_ups bigint, tenants bigint, publishes bigint)
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_first date := (now() at time zone 'UTC')::date - days + 1;
  v_since timestamptz := v_first::timestamp at time zone 'UTC';
begin
  perform private.require_platform_admin();
  if (growth_per_day.days between 1 and 366) is not true then perform private.fail('invalid_input', 'days (expected 1 to 366)'); end if;
  return query
    with new as (
      select (u.created_at at time zone 'UTC')::date as made, 1 as person, 0 as tenant, 0 as publish from public.users u where u.created_at >= v_since
      union all
      select (t.created_at at time zone 'UTC')::date, 0, 1, 0 from public.tenants t where t.created_at >= v_since
      union all
      select (d.deployed_at at time zone 'UTC')::date, 0, 0, 1 from public.deployments d where d.deployed_at >= v_since
    )
    select v_first + n, coalesce(sum(new.person), 0), coalesce(sum(new.tenant), 0), coalesce(sum(new.publish), 0)
    from generate_series(0, growth_per_day.days - 1) n
    left join new on new.made = v_first + n
    group by n
    order by n;
end
$$;
comment on function public.growth_per_day(integer) is
  'For platform admins: sign-ups, new tenants and publishes of each of the last days (1 to 366, today included), by the UTC calendar; what was purged since is not counted. Errors: PT400, PT403 forbidden.';
revoke all on function public.growth_per_day(integer) from public;
grant execute on function public.growth_per_day(integer) to platform_admin;
