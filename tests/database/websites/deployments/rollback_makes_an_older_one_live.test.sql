-- S4: rolling back moves the live flag, is audited, and is nothing for the live one
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select count(publish_website(tests.website_of('ann@a.test'), 'n' || i)) from generate_series(1, 2) i;
select set_config('t.old', id::text, true) from deployments where notes = 'n1';
select is((rollback_website(current_setting('t.old')::uuid)).is_live, true, 'live');
select results_eq('select notes from deployments where is_live', $$values ('n1')$$, 'the only one');
select is((live_page((select subdomain from websites) || '.localhost', '/')).deployment_id, current_setting('t.old')::uuid, 'visitors get it');
select is((rollback_website(current_setting('t.old')::uuid)).is_live, true, 'again');
select is((select count(*)::integer from audit_logs where action = 'website.rolled_back'), 1, 'audited once');
select tests.act_as_owner();
select lives_ok($$update deployments set is_live = true where notes = 'n2'$$, 'the service side does the same by update');
select results_eq('select notes from deployments where is_live', $$values ('n2')$$, 'with the same effect');
