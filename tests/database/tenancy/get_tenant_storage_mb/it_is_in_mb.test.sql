-- S8: get_tenant_storage_mb() answers in MB of 1,048,576 bytes, for the tenant one acts for
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
insert into assets (tenant_id, id, original_filename, cloudinary_public_id, size_bytes)
select t.id, i, 'a', format('tenantry/%s/%s/a', t.id, i), 1572864 from tenants t, lateral (select t.id, gen_random_uuid() as i) r;
select tests.act_as('ann@a.test');
select is(get_tenant_storage_mb(tests.tenant_of('ann@a.test')), 1.5, 'one and a half');
select is(get_tenant_storage_mb(tests.tenant_of('bob@b.test')), null, 'nothing of others');
select is(get_tenant_storage_mb(gen_random_uuid()), null, 'the same as of nobody');
select tests.act_as_service();
select is(get_tenant_storage_mb(tests.tenant_of('bob@b.test')), 1.5, 'the service names whom it means');
select tests.act_as_anon();
select throws_ok('select get_tenant_storage_mb(gen_random_uuid())', '42501', null, 'nobody in particular');
