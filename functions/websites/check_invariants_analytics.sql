create or replace function private.check_invariants_analytics() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'the default partition of raw_page_events is empty', count(*)::text from private.raw_page_events_default having count(*) > 0
  union all
  select 'a day''s breakdowns add up to its sessions', format('%s on %s', m.website_id, m.date)
  from public.usage_metrics m
  where (select array[
      (select coalesce(sum(r.value::bigint), 0) from jsonb_each_text(m.referrer_breakdown) r),
      (select coalesce(sum(c.value::bigint), 0) from jsonb_each_text(m.country_breakdown) c),
      (select coalesce(sum(d.value::bigint), 0) from jsonb_each_text(m.device_breakdown) d)])
    is distinct from array[m.sessions, m.sessions, m.sessions]::numeric[]
$$;
comment on function private.check_invariants_analytics() is 'Broken invariants of analytics.';
revoke all on function private.check_invariants_analytics() from public;
