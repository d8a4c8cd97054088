-- T2, T6: an offboarded tenant counts for nothing; bringing a free one back asks for room again
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select isnt(create_tenant('Second'), null, 'a second');
select isnt(create_tenant('Third'), null, 'a third');
select set_config('t.first', tests.tenant_of('ann@a.test')::text, true);
select is((offboard_tenant(current_setting('t.first')::uuid)).status::text, 'offboarded', 'the first goes');
select isnt(create_tenant('Fourth'), null, 'which makes room');
select tests.refuses($$select cancel_offboarding(current_setting('t.first')::uuid)$$, 'free_tenants', 'and takes none back');
select tests.act_as_owner();
select tests.on_plan(current_setting('t.first')::uuid, 'growth');
select tests.act_as('ann@a.test');
select is((cancel_offboarding(current_setting('t.first')::uuid)).status::text, 'active', 'one that is paid for comes back');
