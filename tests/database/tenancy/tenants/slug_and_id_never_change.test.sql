-- T4: slug and id are the same for ever, whoever asks
select tests.sign_up('ann@a.test');
select tests.refuses(q, 'immutable', q) from unnest(array['update tenants set slug = $$other$$', 'update tenants set id = gen_random_uuid()', 'update tenants set created_at = $$2000-01-01$$']) q;
select tests.act_as_service();
select tests.refuses('update tenants set slug = $$other$$', 'immutable', 'the service');
select tests.act_as('ann@a.test');
select throws_ok('update tenants set slug = $$other$$', '42501', null, 'the owner of the tenant');
