-- S3, S5: visitors see what was published, and nothing of what is edited meanwhile
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
prepare headline as select c #>> '{props,heading}' from json_array_elements(((live_page((select subdomain from websites) || '.localhost', '/')).page) -> 'components') c where c ->> 'type' = 'hero';
update components set props = props || '{"heading": "One"}' where type = 'hero';
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
update components set props = props || '{"heading": "Two"}' where type = 'hero';
update websites set branding_config = '{"colors": {"primary": "#000000"}}', name = 'Renamed';
select results_eq('headline', $$values ('One')$$, 'visitors see the old headline');
select isnt((live_page((select subdomain from websites) || '.localhost', '/')).site ->> 'name', 'Renamed', 'and the old name');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select results_eq('headline', $$values ('Two')$$, 'now the new one');
select isnt(rollback_website((select id from deployments where not is_live)), null, 'rolled back');
select results_eq('headline', $$values ('One')$$, 'the old one again');
select is((select props ->> 'heading' from components where type = 'hero'), 'Two', 'the draft is as it was');
