-- Midnight may be missing (clocks go from 0:00 to 1:00) or come twice (from 1:00 back to 0:00): a day begins with the first
-- moment that bears its date.
create or replace function private.day_start(p_day date, p_timezone text) returns timestamptz
language sql stable security invoker set search_path = ''
as $$
  select min(c.moment)
  from (
    -- by the clock of the day before and by that of the day after
    select (p_day::timestamp - ((m at time zone p_timezone) - (m at time zone 'UTC'))) at time zone 'UTC' as moment
    from unnest(array[(p_day - 1)::timestamp at time zone 'UTC', (p_day + 2)::timestamp at time zone 'UTC']) m
    union all
    select p_day::timestamp at time zone p_timezone
  ) c
  where (c.moment at time zone p_timezone)::date >= p_day
$$;
comment on function private.day_start(date, text) is 'When a day begins in a time zone, also where clocks change at midnight; days are 23 to 25 hours long.';
revoke all on function private.day_start(date, text) from public;
