-- S7: the oldest versions beyond the plan's limit go
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select count(save_page_version((select id from pages), 'auto', 'v' || i)) from generate_series(1, 8) i;
select results_eq('select label from page_versions order by saved_at, id', $$values ('v4'), ('v5'), ('v6'), ('v7'), ('v8')$$, 'five on starter');
select tests.act_as_owner();
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
select count(save_page_version((select id from pages), 'auto', 'w' || i)) from generate_series(1, 18) i;
select is((select count(*)::integer from page_versions), 20, 'twenty on growth');
select tests.act_as_owner();
select tests.on_plan(tests.tenant_of('ann@a.test'), 'starter');
select is((select count(*)::integer from page_versions), 20, 'a downgrade removes nothing');
select tests.act_as('ann@a.test');
select isnt(save_page_version((select id from pages)), null, 'until the next save');
select is((select count(*)::integer from page_versions), 5, 'then the history shrinks');
