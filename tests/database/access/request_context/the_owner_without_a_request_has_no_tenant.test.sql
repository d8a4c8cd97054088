-- A1: a bare session of the owner acts for nobody
select tests.sign_up('ann@a.test');
select tests.act_as_owner();
select is(private.uid(), null, 'no user');
select is(private.tenant_id(), null, 'no tenant');
select ok(not private.can('tenant.read'), 'no permission');
select throws_ok($$insert into tenant_roles (key, name, permissions) values ('x', 'X', '{tenant.read}')$$, '23502', null, 'a tenant is never guessed for it');
