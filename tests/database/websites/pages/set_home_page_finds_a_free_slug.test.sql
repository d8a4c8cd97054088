-- S1: a taken slug gets four characters more, a title without letters gives page-xxxx
select tests.sign_up('ann@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug)
select tests.website_of('ann@a.test'), t, '/' || lower(t) from unnest(array['Home', 'Two', 'Three']) t;
select isnt(set_home_page((select id from pages where slug = '/two')), null, 'the old home''s title gives a slug that is taken');
select matches((select slug from pages where title = 'Home' and slug <> '/home'), '^/home-[0-9a-f]{4}$', 'so it gets another');
update pages set title = '日本語' where is_home;
select isnt(set_home_page((select id from pages where slug = '/three')), null, 'a title that gives none');
select matches((select slug from pages where title = '日本語'), '^/page-[0-9a-f]{4}$', 'becomes page-xxxx');
