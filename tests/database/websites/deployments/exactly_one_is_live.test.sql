-- S2: the new deployment is live and the old one is not; the flag goes off in no other way
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select count(publish_website(tests.website_of('ann@a.test'), 'n' || i)) from generate_series(1, 3) i;
select results_eq('select notes, is_live from deployments order by deployed_at', $$values ('n1', false), ('n2', false), ('n3', true)$$, 'the last one');
select throws_ok('update deployments set is_live = true', '42501', null, 'a client moves no flag');
select tests.act_as_owner();
select throws_ok('update deployments set is_live = true', '27000', null, 'all at once cannot become live');
set constraints all immediate;
set constraints all deferred;
select throws_ok($$alter table deployments disable trigger _300_switch; update deployments set is_live = true where not is_live$$, '23505', null, 'and without the switch two live ones still do not exist');
set constraints all immediate;
select tests.refuses('update deployments set is_live = false where is_live', 'conflict', 'nor none');
