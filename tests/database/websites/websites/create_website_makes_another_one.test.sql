-- S8: the plan has room for another website
select tests.sign_up('ann@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
select results_eq($$select name, status::text, page_count from create_website('  Pizza Palace ')$$,
  $$values ('Pizza Palace', 'draft', 1)$$, 'answers the new website, complete');
select matches((select subdomain from websites where name = 'Pizza Palace'), '^pizza-palace-[0-9a-f]{4}$', 'with an address made from the name');
select is((select count(*)::integer from components c join websites w on w.id = c.website_id where w.name = 'Pizza Palace'), 5, 'and five components');
select is((select used from tenant_usage(tests.tenant_of('ann@a.test')) where resource = 'websites'), 2::bigint, 'counted');
select is((select count(*)::integer from audit_logs where action = 'website.created' and performed_by = tests.user_of('ann@a.test')), 1, 'audited');
select tests.refuses($$select create_website('   ')$$, 'invalid_input', 'a blank name');
select tests.refuses('select create_website(null)', 'invalid_input', 'no name');
select tests.refuses($$select create_website(repeat('x', 121))$$, 'invalid_input', 'too long a name');
