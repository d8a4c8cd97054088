-- A10: guesses are counted, and the count is not rolled back because it is not raised
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select isnt(set_page_password((select id from pages), 'open sesame'), null, 'protected');
select set_config('t.host', subdomain || '.localhost', true) from websites;
select tests.request('anon', '{"role": "anon"}', '{"x-forwarded-for": "192.0.2.1"}');
select is((select array_agg(distinct (unlock_page(current_setting('t.host'), '/', 'guess' || i)).status) from generate_series(1, 10) i), array[401], 'ten guesses');
select is((unlock_page(current_setting('t.host'), '/', 'open sesame')).status, 429, 'the eleventh is not looked at');
select is(current_setting('response.status'), '429', 'as HTTP status too');
select tests.request('anon', '{"role": "anon"}', '{"x-forwarded-for": "192.0.2.2"}');
select is((unlock_page(current_setting('t.host'), '/', 'open sesame')).status, 200, 'another visitor is not locked out');
-- a provider gives each customer 2^64 addresses
select is((select array_agg(distinct case when set_config('request.headers', jsonb_build_object('x-forwarded-for', '2001:db8:1:2::' || i)::text, true) <> ''
    then (unlock_page(current_setting('t.host'), '/', 'guess')).status end) from generate_series(1, 10) i), array[401], 'ten guesses from ten addresses of one network');
select tests.request('anon', '{"role": "anon"}', '{"x-forwarded-for": "2001:db8:1:2:3:4:5:6"}');
select is((unlock_page(current_setting('t.host'), '/', 'open sesame')).status, 429, 'the eleventh');
select tests.request('anon', '{"role": "anon"}', '{"x-forwarded-for": "2001:db8:1:3::1"}');
select is((unlock_page(current_setting('t.host'), '/', 'open sesame')).status, 200, 'the network beside it');
select is((select array_agg(distinct case when set_config('request.headers', jsonb_build_object('x-forwarded-for', '::ffff:192.0.2.' || i)::text, true) <> ''
    then (unlock_page(current_setting('t.host'), '/', 'open sesame')).status end) from generate_series(11, 22) i), array[200], 'IPv4 written as IPv6 is no such network');
