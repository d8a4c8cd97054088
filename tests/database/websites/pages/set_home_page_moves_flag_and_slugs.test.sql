-- S1: the new home page gets /, the old one a slug made from its title
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug) values (tests.website_of('ann@a.test'), 'About us', '/about');
update pages set title = 'Où nous trouver ?' where is_home;
select results_eq($$select slug, is_home from set_home_page((select id from pages where slug = '/about'))$$, $$values ('/', true)$$, 'answers the new home page');
select results_eq('select title, slug, is_home from pages order by title', $$values ('About us', '/', true), ('Où nous trouver ?', '/ou-nous-trouver', false)$$, 'both have moved');
select is((set_home_page((select id from pages where is_home))).slug, '/', 'again changes nothing');
select is((select count(*)::integer from pages where slug = '/ou-nous-trouver'), 1, 'nothing at all');
select lives_ok($$select set_home_page((select id from pages where not is_home))$$, 'and back');
select results_eq('select title, slug from pages order by title', $$values ('About us', '/about-us'), ('Où nous trouver ?', '/')$$, 'the other way round');
