-- B3: the price list follows Stripe's, in any order; a price's metadata, or its product's, names the plan, and plans get their price ids
select tests.sign_up('ann@a.test');
select is(tests.stripe('price.created', tests.stripe_price('price_m', '{}'), '2026-01-02'), 'processed', 'a price');
select row_eq('select plan_id, active, unit_amount, "interval", metadata from prices', row(null::uuid, true, 1900::bigint, 'month'::text, '{}'::jsonb), 'of nothing, so far');
select tests.stripe('product.updated', '{"id": "prod_1", "object": "product", "active": true, "metadata": {"plan": "growth", "credits": "10"}}', '2026-01-01');
select row_eq('select p.slug, r.metadata from prices r join plans p on p.id = r.plan_id', row('growth'::text, '{"plan": "growth", "credits": "10"}'::jsonb), 'its product says which plan');
select tests.stripe('price.created', tests.stripe_price('price_y', '{"credits": "120"}', '{"unit_amount": 19900, "recurring": {"interval": "year", "interval_count": 1}}'), '2026-01-03');
select row_eq('select stripe_monthly_price_id, stripe_yearly_price_id, price_monthly_cents, price_yearly_cents from plans where slug = $$growth$$', row('price_m'::text, 'price_y'::text, 1900, 19900), 'the plan has its price ids');
select is(metadata, '{"plan": "growth", "credits": "120"}', 'a price''s own metadata goes first') from prices where provider_price_id = 'price_y';
select is(tests.stripe('price.updated', tests.stripe_price('price_m', '{"plan": "pro"}'), '2026-01-01'), 'stale', 'what is older changes nothing');
select tests.stripe('price.updated', tests.stripe_price('price_m', '{"plan": "pro"}'), '2026-01-04');
select results_eq('select slug, stripe_monthly_price_id from plans where slug in ($$growth$$, $$pro$$) order by 1', $$values ('growth', null), ('pro', 'price_m')$$, 'one that moves leaves the other plan');
select tests.stripe('price.updated', tests.stripe_price('price_m', '{"plan": "pro"}', '{"active": false}'), '2026-01-05');
select is(stripe_monthly_price_id, null, 'a withdrawn one is nobody''s') from plans where slug = 'pro';
select tests.stripe('price.deleted', '{"id": "price_y", "object": "price", "deleted": true}', '2026-01-06');
select tests.stripe('price.updated', tests.stripe_price('price_y', '{}'), '2026-01-07');
select is_empty($$select from prices where provider_price_id = 'price_y'$$, 'deleted is final');
select tests.stripe('price.created', tests.stripe_price('price_x', '{"plan": "no-such-plan"}'), '2026-01-08');
select is(plan_id, null, 'a plan nobody knows is none') from prices where provider_price_id = 'price_x';
