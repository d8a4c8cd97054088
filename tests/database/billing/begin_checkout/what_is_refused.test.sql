-- B8: nobody buys for a tenant whose billing they do not manage, nor a second subscription
select tests.sign_up('ann@example.com');
select tests.sign_up('bob@example.com');
select tests.on_plan(tests.tenant_of('ann@example.com'), 'pro');
insert into public.prices (provider_price_id, type, currency, unit_amount) values ('price_1', 'recurring', 'usd', 1900), ('price_pack', 'one_time', 'usd', 500);

select tests.act_as_anon();
select throws_ok($$select public.begin_checkout('price_1')$$, '42501', null, 'anonymous');
select tests.act_as_service(tests.tenant_of('ann@example.com'));
select throws_ok($$select public.begin_checkout('price_1')$$, '42501', null, 'the service, which is nobody');
select tests.act_as_owner();

select tests.add_member('bob@example.com', tests.tenant_of('ann@example.com'), 'admin');
select tests.act_as('bob@example.com', tests.tenant_of('ann@example.com'));
select tests.refuses($$select public.begin_checkout('price_1')$$, 'forbidden', 'an admin, who has everything but billing');
select tests.act_as('bob@example.com');
select is((public.begin_checkout('price_1')).tenant_id, tests.tenant_of('bob@example.com'), 'for the own tenant, all right');

select tests.act_as_owner();
insert into public.subscriptions (tenant_id, provider_subscription_id, status) values (tests.tenant_of('ann@example.com'), 'sub_1', 'past_due');
select tests.act_as('ann@example.com');
select tests.refuses($$select public.begin_checkout('price_1')$$, 'already_subscribed', 'who owes for a subscription pays for that one');
select is((public.begin_checkout('price_pack')).price_id, 'price_pack', 'something bought once goes with it');

select tests.act_as_owner();
update public.subscriptions set status = 'incomplete_expired' where provider_subscription_id = 'sub_1';
update public.tenants set status = 'suspended', suspended_for = 'payment' where id = tests.tenant_of('ann@example.com');
select tests.act_as('ann@example.com');
select is((public.begin_checkout('price_1')).price_id, 'price_1', 'paying is what ends a suspension');

select tests.act_as_owner();
update public.tenants set status = 'offboarded' where id = tests.tenant_of('ann@example.com');
select tests.act_as('ann@example.com', tests.tenant_of('ann@example.com'));
select tests.refuses($$select public.begin_checkout('price_1')$$, 'tenant_offboarded', 'nobody buys for what is closed');
