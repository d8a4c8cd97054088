-- A1: a stored context counts only while the claims are the same; without a hook the answer is worked out anew
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.act_as('ann@a.test');
select set_config('request.jwt.claims', tests.claims_of('bob@b.test')::text, true);
select is(private.uid(), tests.user_of('bob@b.test'), 'the user of the new claims');
select is(private.tenant_id(), tests.tenant_of('bob@b.test'), 'their tenant');
select results_eq('select id from tenants', array[tests.tenant_of('bob@b.test')], 'their rows');
select set_config('request.jwt.claims', '', true);
select is(private.tenant_id(), null, 'no claims: nothing');
select is_empty('select * from tenants', 'no rows');
