-- S6: a component moves on its own page only
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug) values (tests.website_of('ann@a.test'), 'About', '/about');
insert into components (page_id, type) select id, 'map' from pages where slug = '/about';
select tests.refuses($$select move_component((select id from components where type = 'map'), (select id from components where type = 'hero'))$$,
  'invalid_input', 'after one of another page');
