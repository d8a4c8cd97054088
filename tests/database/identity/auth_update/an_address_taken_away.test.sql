-- A person whose address Auth removes has none, and stays who they are
select tests.sign_up('ann@a.test');
select lives_ok('update auth.users set email = null', 'removed');
select is(email, null, 'none on the person') from users;
select is(count(*)::integer, 1, 'the tenant stays') from tenants;
