-- A1: platform_admin is a role of the token and a row of user_roles, both, and ends with either
select tests.sign_up('ada@a.test'), tests.sign_up('bob@b.test');
update user_roles set role = 'admin' where user_id = tests.user_of('ada@a.test');
select tests.act_as_platform_admin('ada@a.test');
select ok(private.is_platform_admin(), 'token and row');
select is((select count(*)::integer from tenants), (select 2), 'sees every tenant');
select is(private.tenant_id(), tests.tenant_of('ada@a.test'), 'and still acts for the own one');
select tests.act_as('ada@a.test');
select ok(not private.is_platform_admin(), 'a token of role authenticated is not enough');
select is((select count(*)::integer from tenants), 1, 'and sees the own tenant');
select tests.act_as_platform_admin('bob@b.test');
select ok(not private.is_platform_admin(), 'a token without the row is not enough');
select is((select count(*)::integer from tenants), 1, 'and sees the own tenant');
select tests.act_as_owner();
update user_roles set role = 'member' where user_id = tests.user_of('ada@a.test');
select tests.act_as_platform_admin('ada@a.test');
select is((select count(*)::integer from tenants), 1, 'revoked: gone with the next request');
