-- O1: page.created and page.deleted
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug) values (tests.website_of('ann@a.test'), 'About', '/about');
delete from pages where slug = '/about';
select set_eq($$select action, metadata ->> 'slug' from audit_logs where resource_type = 'page' and performed_by = tests.user_of('ann@a.test')$$,
  $$values ('page.created', '/about'), ('page.deleted', '/about')$$, 'both, with the address');
