-- A1: begin_request() leaves nothing of an earlier context of the same transaction
select tests.sign_up('ann@a.test'), tests.sign_up('ada@a.test');
update user_roles set role = 'admin' where user_id = tests.user_of('ada@a.test');
select tests.act_as_platform_admin('ada@a.test');
select ok(private.is_platform_admin(), 'a platform admin');
select tests.act_as_anon();
select is(string_agg(current_setting('tenantry.' || k), ''), '', 'then anonymous: everything is empty')
from unnest(array['user', 'tenant', 'permissions', 'all_websites', 'websites', 'refusal', 'platform_admin']) k;
select is(current_setting('tenantry.identity'), 'anon {"role": "anon"}', 'but the identity');
