-- S1: two home pages, or two pages at one slug, are refused
select tests.sign_up('ann@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug) values (tests.website_of('ann@a.test'), 'About', '/about');
select throws_ok($$insert into pages (website_id, title, slug) values (tests.website_of('ann@a.test'), 'X', '/')$$, '23505', null, 'a second home page');
select throws_ok($$update pages set slug = '/' where slug = '/about'$$, '23505', null, 'made by an update');
select throws_ok($$insert into pages (website_id, title, slug) values (tests.website_of('ann@a.test'), 'X', '/about')$$, '23505', null, 'a second /about');
select throws_ok($$insert into pages (website_id, title, slug, is_home) values (tests.website_of('ann@a.test'), 'X', '/x', true)$$, '428C9', null, 'the flag is not written');
select throws_ok(format('insert into pages (website_id, title, slug) values (tests.website_of(''ann@a.test''), ''X'', %L)', s), '23514', null, 'slug ' || s)
from unnest(array['', 'about', '/About', '/a b', '/a/', '//', '/a--b', '/../x', '/é', '/' || repeat('x', 200)]) s;
