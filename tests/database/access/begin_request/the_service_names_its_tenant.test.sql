-- A1: the service holds every permission and acts for the tenant it names, none by default
select tests.sign_up('ann@a.test');
select tests.act_as_service();
select is(private.tenant_id(), null, 'none named');
select tests.act_as_service(tests.tenant_of('ann@a.test'));
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'the one named');
select ok(bool_and(private.can(p)), 'every permission') from unnest(enum_range(null::app_permission)) p;
select ok(private.all_websites(), 'all websites');
select is(private.uid(), null, 'nobody in person');
select tests.request('service_role', tests.claims_of('ann@a.test'), '{}');
select is(private.uid(), null, 'not even with a subject');
