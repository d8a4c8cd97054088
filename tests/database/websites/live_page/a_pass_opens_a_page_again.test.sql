-- S5: who has given the password need not give it again for a day; nobody makes up a pass
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.host', subdomain || '.localhost', true), set_config('t.page', (select id::text from pages), true) from websites;
select isnt(set_page_password((select id from pages), 'open sesame'), null, 'protected');
select isnt((publish_website(tests.website_of('ann@a.test'))).id, null, 'published');
select tests.act_as_anon();
select results_eq($$select status, set_config('t.pass', pass, true) ~ '^[0-9]{10}[.][0-9a-f]{64}$' from unlock_page(current_setting('t.host'), '/', 'open sesame')$$, $$values (200, true)$$, 'the password gives a pass');
create function pg_temp.opens(p text) returns integer language sql as $$ select (public.unlock_page(current_setting('t.host'), '/', null, p)).status $$;
grant execute on function pg_temp.opens(text) to public;
select results_eq($$select status, page is not null, pass from unlock_page(current_setting('t.host'), '/', pass => current_setting('t.pass'))$$, $$values (200, true, null::text)$$, 'which opens the page, and is not prolonged');
select is((select array_agg(distinct pg_temp.opens(current_setting('t.pass'))) from generate_series(1, 30)), array[200], 'as often as one likes');
select is(pg_temp.opens(split_part(current_setting('t.pass'), '.', 1)::bigint + 60 || '.' || split_part(current_setting('t.pass'), '.', 2)), 401, 'not for longer');
select is(pg_temp.opens(p), 401, coalesce(nullif(left(p, 30), ''), 'nothing')) from unnest(array['', 'x', '.', '1.', '9999999999.' || repeat('0', 64), '99999999999999999999.' || repeat('a', 64), repeat('1', 5000)]) p;
select is(pg_temp.opens(null), 401, 'null');
select is((live_page(current_setting('t.host'), '/')).status, 401, 'without it the page stays closed');
select tests.act_as_owner();
create function pg_temp.pass(p_seconds integer, p_page uuid default current_setting('t.page')::uuid) returns text language sql as $$
  select private.page_pass(p_page, (select password_hash from private.page_passwords), extract(epoch from clock_timestamp())::bigint + p_seconds)
$$;
select is(pg_temp.opens(pg_temp.pass(60)), 200, 'signed with the hash');
select is(pg_temp.opens(pg_temp.pass(-5)), 401, 'over');
select is(pg_temp.opens(pg_temp.pass(90000)), 401, 'longer than a day is none of ours');
select is(pg_temp.opens(pg_temp.pass(60, gen_random_uuid())), 401, 'another page''s');
select tests.act_as('ann@a.test');
select isnt(set_page_password((select id from pages), 'open sesame'), null, 'the same password, set anew');
select tests.act_as_anon();
select is(pg_temp.opens(current_setting('t.pass')), 401, 'ends what was opened before');
