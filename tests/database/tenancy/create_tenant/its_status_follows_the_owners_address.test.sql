-- T1: a second tenant of an unconfirmed person is pending too, and both are activated
select tests.sign_up('ann@a.test', '{}', false);
select tests.act_as('ann@a.test');
select is((create_tenant('second')).status, 'pending', 'pending');
select tests.act_as_owner();
update auth.users set email_confirmed_at = now();
select is(count(*)::integer, 2, 'both active') from tenants where status = 'active';
