-- O1: no header keeps an act from being written down
select tests.sign_up('ann@a.test');
create function pg_temp.act(p_headers jsonb) returns text language plpgsql as $$
begin
  perform tests.request('authenticated', tests.claims_of('ann@a.test'), p_headers);
  update public.tenants set name = 'N' || clock_timestamp();
  return 'done';
end
$$;
grant execute on all functions in schema pg_temp to public;
select is(pg_temp.act(h), 'done', left(h::text, 60)) from unnest(array['{"x-forwarded-for": "unknown", "user-agent": ""}', '{"x-forwarded-for": 7, "user-agent": {"a": 1}}',
  '{"x-forwarded-for": null, "user-agent": null}', jsonb_build_object('x-forwarded-for', repeat('1.', 50000), 'user-agent', repeat('ü', 100000))]::jsonb[]) h;
select is(max(length(user_agent)), 1000, 'a long agent is cut') from audit_logs;
