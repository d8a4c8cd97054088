-- T5, A3: a pending tenant is not offboarded, and a suspended one not by its owner, who could bring it back unsuspended
select tests.sign_up('ann@a.test'), tests.sign_up('new@n.test', '{}', false);
update tenants set status = 'suspended' where id = tests.tenant_of('ann@a.test');
select tests.act_as('ann@a.test');
select tests.refuses($$select offboard_tenant(tests.tenant_of('ann@a.test'))$$, 'forbidden', 'suspended');
select is((cancel_offboarding(tests.tenant_of('ann@a.test'))).status::text, 'suspended', 'bringing back what is not offboarded lifts nothing');
select tests.act_as('new@n.test');
select tests.refuses($$select offboard_tenant(tests.tenant_of('new@n.test'))$$, 'status_transition', 'pending');
select is((cancel_offboarding(tests.tenant_of('new@n.test'))).status::text, 'pending', 'nor is it activated by it');
