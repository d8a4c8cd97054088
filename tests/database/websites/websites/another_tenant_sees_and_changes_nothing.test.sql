-- A5: another tenant's websites, pages, components, versions and deployments are not there
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'there is one of each');
select set_config('t.website', tests.website_of('ann@a.test')::text, true);
select tests.act_as('eve@e.test');
select is_empty(format('select * from %I where website_id = current_setting(''t.website'')::uuid', t), t)
from unnest(array['pages', 'components', 'page_versions', 'deployments', 'deployment_pages', 'website_members']) t;
select is_empty($$select * from websites where id = current_setting('t.website')::uuid$$, 'websites');
select is_empty($$update websites set name = 'mine' where id = current_setting('t.website')::uuid returning *$$, 'not updated');
select is_empty($$update pages set title = 'mine' where website_id = current_setting('t.website')::uuid returning *$$, 'nor its pages');
select is_empty($$delete from components where website_id = current_setting('t.website')::uuid returning *$$, 'nor components deleted');
select tests.refuses($$select publish_website(current_setting('t.website')::uuid)$$, 'not_found', 'not published');
