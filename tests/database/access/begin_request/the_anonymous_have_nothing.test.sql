-- A1: without a token there is no user, no tenant, no permission, no website
select tests.sign_up('ann@a.test');
select tests.act_as_anon();
select is(private.uid(), null, 'no user');
select is(private.tenant_id(), null, 'no tenant');
select ok(not private.can('tenant.read'), 'no permission');
select ok(not private.all_websites(), 'not all websites');
select is(private.website_scope('content.read'), '{}'::uuid[], 'no website');
select tests.request('anon', tests.claims_of('ann@a.test') || '{"role": "anon"}', '{}');
select is(private.uid(), null, 'a subject in the claims of role anon is nobody');
