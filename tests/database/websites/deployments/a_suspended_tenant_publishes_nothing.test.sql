-- A3: a suspended tenant's owner keeps billing, and publishes nothing
select tests.sign_up('ann@a.test');
update tenants set status = 'suspended';
select tests.act_as('ann@a.test');
select tests.refuses($$select publish_website(tests.website_of('ann@a.test'))$$, 'forbidden', 'the owner, whose permissions are down to billing');
select tests.act_as_service(tests.tenant_of('ann@a.test'));
select tests.refuses($$insert into deployments (website_id) values (tests.website_of('ann@a.test'))$$, 'tenant_suspended', 'the service neither');
