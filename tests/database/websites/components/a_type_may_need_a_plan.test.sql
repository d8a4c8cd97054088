-- S6: a plan-gated type is refused on insert below its plan
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select throws_ok($$insert into components (page_id, type) select id, 'custom_html' from pages$$, 'PT402', 'Custom HTML needs the pro plan', 'on starter');
select tests.act_as_owner();
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
select tests.refuses($$insert into components (page_id, type) select id, 'custom_html' from pages$$, 'plan_required', 'on growth');
select tests.act_as_owner();
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
select tests.act_as('ann@a.test');
select lives_ok($$insert into components (page_id, type) select id, 'custom_html' from pages$$, 'on pro it goes through');
