-- B5: the service says how a person's own subscription stands; which one has to be clear
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
create temp table them as select tests.user_of('ann@a.test') as ann, tests.user_of('bob@b.test') as bob;
grant select on them to public;
select tests.act_as_service();
select row_eq('select u.status, u.provider_subscription_id from them, update_subscription_status(p_user_id := ann, p_status := ''active'') u', row('active'::subscription_status, null::text), 'without one: a status alone');
select is((update_subscription_status(ann, 'past_due')).status, 'past_due', 'which moves') from them;
select row_eq($$select u.status, u.last_payment_at from them, update_subscription_status(bob, 'active', 'sub_1', '2026-01-02') u$$, row('active'::subscription_status, '2026-01-02'::timestamptz), 'by its id');
select row_eq($$select u.status, u.last_payment_at from them, update_subscription_status(bob, null, null, '2026-01-01') u$$, row('active'::subscription_status, '2026-01-02'::timestamptz), 'the only one; an earlier payment is not the last');
select tests.refuses(format('select update_subscription_status(%L, ''active'', ''sub_1'')', ann), 'taken', 'somebody else''s') from them;
select lives_ok(format('select update_subscription_status(%L, ''canceled'', ''sub_2'')', bob), 'a second one') from them;
select tests.refuses(format('select update_subscription_status(%L, ''active'')', bob), 'subscription_ambiguous', 'now it has to be named') from them;
select tests.refuses('select update_subscription_status(gen_random_uuid(), ''active'')', 'not_found', 'nobody');
select is(tests.stands('bob@b.test'), 'starter active active', 'no tenant moves');
select tests.act_as('bob@b.test');
select throws_ok(format('select update_subscription_status(%L, ''active'', ''sub_2'')', bob), '42501', null, 'not oneself') from them;
select tests.act_as_anon();
select throws_ok(format('select update_subscription_status(%L, ''active'', ''sub_2'')', bob), '42501', null, 'not the anonymous') from them;
