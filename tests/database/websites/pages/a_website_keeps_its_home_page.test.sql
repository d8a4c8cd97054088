-- S1: the home page can be neither deleted nor moved away, whoever asks
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug) values (tests.website_of('ann@a.test'), 'About', '/about');
select tests.refuses($$delete from pages where slug = '/'$$, 'home_page_required', 'deleted');
select tests.refuses('delete from pages', 'home_page_required', 'deleted with all others');
select tests.refuses($$update pages set slug = '/start' where slug = '/'$$, 'home_page_required', 'renamed');
select lives_ok($$update pages set slug = case slug when '/' then '/start' else '/' end$$, 'a statement that leaves one is fine');
select results_eq('select slug from pages where is_home', $$values ('/')$$, 'there is one');
select tests.act_as_service();
select tests.refuses($$delete from pages where slug = '/'$$, 'home_page_required', 'the service too');
select tests.act_as_owner();
select tests.refuses($$delete from pages where slug = '/'$$, 'home_page_required', 'the owner of the table too');
