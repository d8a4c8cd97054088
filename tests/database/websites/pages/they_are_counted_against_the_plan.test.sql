-- S8: pages per website, counted in the same statement, freed by deleting
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug) select tests.website_of('ann@a.test'), 'P' || i, '/p' || i from generate_series(2, 5) i;
select is((select page_count from websites), 5, 'five of five');
select throws_ok($$insert into pages (website_id, title, slug) values (tests.website_of('ann@a.test'), 'X', '/x')$$, 'PT402',
  'Plan limit reached: max_pages_per_site (5 of 5 used)', 'the sixth is refused');
delete from pages where slug in ('/p4', '/p5');
select is((select page_count from websites), 3, 'deleting frees');
select tests.refuses($$insert into pages (website_id, title, slug) select tests.website_of('ann@a.test'), 'P', '/q' || i from generate_series(1, 3) i$$,
  'quota_exceeded', 'three at once are too many');
select lives_ok($$insert into pages (website_id, title, slug) select tests.website_of('ann@a.test'), 'P', '/q' || i from generate_series(1, 2) i$$, 'two are not');
select tests.act_as_owner();
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select lives_ok($$insert into pages (tenant_id, website_id, title, slug) values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), 'X', '/x')$$, 'the next plan has more');
