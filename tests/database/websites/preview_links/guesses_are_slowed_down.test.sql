-- A10, S5: tokens that lead nowhere are counted by address, views by link, and nothing is raised that would undo it
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.host', subdomain || '.localhost', true) from websites;
select set_config('t.token', token, true) from create_preview_link(tests.website_of('ann@a.test'));
select tests.request('anon', '{"role": "anon"}', '{"x-forwarded-for": "192.0.2.1"}');
select is((select array_agg(distinct (preview_page(current_setting('t.host'), '/', 'guess' || i)).status) from generate_series(1, 20) i), array[404], 'twenty guesses');
select is((preview_page(current_setting('t.host'), '/', 'guess')).status, 429, 'the next has to wait');
select is(current_setting('response.status'), '429', 'as HTTP status too');
select is((preview_page(current_setting('t.host'), '/', null)).status, 429, 'no token is a guess like any');
select is((preview_page(current_setting('t.host'), '/', current_setting('t.token'))).status, 200, 'who has a link is not held up by it');
select tests.request('anon', '{"role": "anon"}', '{"x-forwarded-for": "192.0.2.2"}');
select is((preview_page(current_setting('t.host'), '/', 'guess')).status, 404, 'nor is anybody else');
select is((select array_agg(distinct v.status order by v.status) from generate_series(1, 150) i, preview_page(current_setting('t.host'), '/' || left(i::text, 0), current_setting('t.token')) v),
  array[200, 429], 'a link shows a hundred pages, and then a few a second');
