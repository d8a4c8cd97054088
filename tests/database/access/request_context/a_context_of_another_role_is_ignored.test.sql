-- A1: a stored context counts only while the role is the same (Realtime changes it inside one transaction)
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'stored');
set local role anon;
select is(private.tenant_id(), null, 'role anon with the same claims: nothing');
select is(private.uid(), null, 'and nobody');
set local role authenticated;
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'back again');
