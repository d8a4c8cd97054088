-- S5: unknown, draft and archived hosts are all the same
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select isnt(archive_website(tests.website_of('ann@a.test')), null, 'archived');
select tests.act_as_owner();
select set_config('t.archived', subdomain || '.localhost', true) from websites where tenant_id = tests.tenant_of('ann@a.test');
select set_config('t.draft', subdomain || '.localhost', true) from websites where tenant_id = tests.tenant_of('eve@e.test');
select tests.act_as_anon();
select is(row_to_json(live_page(h, '/'))::text, '{"status":404,"website_id":null,"deployment_id":null,"page_id":null,"site":null,"page":null,"pass":null}', coalesce(h, 'null'))
from unnest(array['nobody.localhost', current_setting('t.archived'), current_setting('t.draft'), '', null, 'localhost', '%', repeat('x', 10000)]) h;
select is((live_page(current_setting('t.archived'), null)).status, 404, 'no path');
