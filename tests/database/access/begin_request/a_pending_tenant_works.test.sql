-- T1: a pending tenant is edited like an active one
select tests.sign_up('ann@a.test', '{}', false);
select tests.act_as('ann@a.test');
select is((select status from tenants), 'pending', 'pending');
select ok(private.can('content.write'), 'may write');
select lives_ok($$update tenants set name = 'Ann'$$, 'and writes');
