-- O3, A10: five tries an address, then 429 with the seconds to wait, answered and not raised; what is no address is refused
select tests.request('anon', '{"role": "anon"}', '{"x-forwarded-for": "192.0.2.1"}');
select is(join_waitlist('p' || n || '@p.test')::text, '(202,0)', 'try ' || n) from generate_series(1, 5) n;
select is((join_waitlist('late@p.test')).status, 429, 'the sixth');
select is(current_setting('response.status'), '429', 'as HTTP status');
select cmp_ok((join_waitlist('p1@p.test')).retry_after, '>', 0, 'a known one likewise, and when');
select tests.request('anon', '{"role": "anon"}', '{"x-forwarded-for": "192.0.2.2"}');
select is((join_waitlist('next@p.test')).status, 202, 'another address is not hindered');
select tests.refuses(format('select join_waitlist(%L)', e), 'invalid_input', coalesce(left(e, 20), 'nothing')) from unnest(array['', 'x', 'a@b', 'a b@c.test', 'a@@b.test', '@b.test', null, repeat('a', 320) || '@b.test']) e;
select tests.refuses(format('select join_waitlist(%L, metadata => %L)', 'a@b.test', m), 'invalid_input', 'metadata ' || left(m, 10)) from unnest(array['[]', '1', 'null', jsonb_build_object('a', (select string_agg(md5(n::text), '') from generate_series(1, 200) n))::text]) m;
select tests.refuses(format('select join_waitlist(%L, %L)', 'a@b.test', repeat('x', 256)), 'invalid_input', 'a long name');
select tests.act_as_owner();
select is(count(*)::integer, 6, 'nothing else was written') from waitlist;
