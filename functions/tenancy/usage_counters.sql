-- What counts by the month begins anew with the first write after the month: whoever counts
-- just adds.
create or replace function private.roll_period() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  -- what this write adds; what it gives back belongs to a month that is over
  new.interaction_count := greatest(new.interaction_count - old.interaction_count, 0);
  new.ai_credits_used := greatest(new.ai_credits_used - old.ai_credits_used, 0);
  new.period_start := date_trunc('month', now(), 'UTC');
  new.period_end := (date_trunc('month', now() at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  return new;
end
$$;
comment on function private.roll_period() is 'Before update of counters whose UTC month is over: a new month begins, with what this write adds.';
revoke all on function private.roll_period() from public;

create or replace trigger _300_period before update on public.usage_counters
  for each row when (old.period_end <= now() and new.period_end = old.period_end) execute function private.roll_period();
