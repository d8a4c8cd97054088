-- B8: whoever manages billing buys for the tenant of the request, with its customer if it has one, and one trial
select tests.sign_up('ann@example.com');
insert into public.prices (provider, provider_price_id, type, currency, unit_amount, trial_period_days, active) values
  ('stripe', 'price_trial', 'recurring', 'usd', 1900, 14, true),
  ('stripe', 'price_pack', 'one_time', 'usd', 500, 7, true),
  ('stripe', 'price_gone', 'recurring', 'usd', 900, null, false),
  ('midtrans', 'price_other', 'one_time', 'idr', 15000, null, true);

select tests.act_as('ann@example.com');
select is(public.begin_checkout('price_trial'),
  row(tests.tenant_of('ann@example.com'), tests.user_of('ann@example.com'), t.name, 'ann@example.com', null, 'price_trial', true, 14)::public.checkout,
  'a first subscription: no customer yet, and the trial of the price')
from public.tenants t;
select is((public.begin_checkout('price_pack')).recurring, false, 'a pack is bought once');
select is((public.begin_checkout('price_pack')).trial_days, null, 'and is never for nothing');

select tests.refuses($$select public.begin_checkout('price_gone')$$, 'not_found', 'a price that is withdrawn');
select tests.refuses($$select public.begin_checkout('price_other')$$, 'not_found', 'a price of another provider');
select tests.refuses($$select public.begin_checkout('price_nobody_knows')$$, 'not_found', 'a price nobody knows');
select tests.refuses($$select public.begin_checkout(null)$$, 'not_found', 'no price');

select tests.act_as_owner();
insert into public.provider_customers (provider, customer_id, tenant_id, deleted_at) values
  ('stripe', 'cus_gone', tests.tenant_of('ann@example.com'), now()), ('stripe', 'cus_1', tests.tenant_of('ann@example.com'), null),
  ('midtrans', 'cus_2', tests.tenant_of('ann@example.com'), null);
insert into public.subscriptions (tenant_id, provider_subscription_id, status, canceled_at)
values (tests.tenant_of('ann@example.com'), 'sub_before', 'canceled', now());
select tests.act_as('ann@example.com');
select is((public.begin_checkout('price_trial')).customer_id, 'cus_1', 'the customer at Stripe that is not deleted');
select is((public.begin_checkout('price_trial')).trial_days, null, 'no second trial');
