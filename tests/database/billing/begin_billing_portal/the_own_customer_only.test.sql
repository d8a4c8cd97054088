-- B8: the portal opens for whoever manages billing, and for the tenant's own customer
select tests.sign_up('ann@example.com');
select tests.sign_up('bob@example.com');
select tests.on_plan(tests.tenant_of('ann@example.com'), 'pro');
insert into public.provider_customers (provider, customer_id, tenant_id) values ('stripe', 'cus_ann', tests.tenant_of('ann@example.com'));

select tests.act_as('ann@example.com');
select is(public.begin_billing_portal(), 'cus_ann', 'the owner');
select tests.act_as('bob@example.com');
select tests.refuses($$select public.begin_billing_portal()$$, 'not_found', 'a tenant that has never paid has no customer');
select tests.act_as_anon();
select throws_ok($$select public.begin_billing_portal()$$, '42501', null, 'anonymous');
select tests.act_as_service(tests.tenant_of('ann@example.com'));
select throws_ok($$select public.begin_billing_portal()$$, '42501', null, 'the service, which is nobody');

select tests.act_as_owner();
select tests.add_member('bob@example.com', tests.tenant_of('ann@example.com'), 'admin');
select tests.act_as('bob@example.com', tests.tenant_of('ann@example.com'));
select tests.refuses($$select public.begin_billing_portal()$$, 'forbidden', 'an admin, who has everything but billing');

select tests.act_as_owner();
update public.provider_customers set deleted_at = now();
update public.tenants set status = 'suspended', suspended_for = 'payment' where id = tests.tenant_of('ann@example.com');
select tests.act_as('ann@example.com');
select tests.refuses($$select public.begin_billing_portal()$$, 'not_found', 'a customer that Stripe has deleted; a suspension is no refusal');
