-- B1: a customer is a tenant's or a person's, and each of them has one per provider
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
create temp table them as select tests.tenant_of('ann@a.test') as ann, tests.tenant_of('bob@b.test') as bob, tests.user_of('bob@b.test') as person;
grant select on them to public;
select tests.act_as_service();
select is(link_customer('stripe', 'cus_1', ann), link_customer('stripe', 'cus_1', ann), 'again: the same row') from them;
select tests.refuses(format(q, ann, bob, person), 'customer_linked', q) from them, unnest(array['select link_customer(''stripe'', ''cus_1'', %2$L)', 'select link_customer(''stripe'', ''cus_1'', person := %3$L)', 'select link_customer(''stripe'', ''cus_2'', %1$L)']) q;
select tests.refuses(format(q, ann, bob, person), 'invalid_input', q) from them, unnest(array['select link_customer(''stripe'', ''cus_3'')', 'select link_customer(''stripe'', ''cus_3'', %1$L, %3$L)', 'select link_customer(''stripe'', '''', %2$L)']) q;
select tests.refuses('select link_customer(''stripe'', ''cus_3'', gen_random_uuid())', 'not_found', 'a tenant nobody knows');
select lives_ok(format('select link_customer(''doku'', ''cus_1'', %L)', ann), 'at another provider: another customer') from them;
select is((link_customer('stripe', 'cus_9', person := person, email := 'BOB@b.test')).user_email_id, (select e.id from user_emails e where e.email = 'bob@b.test'), 'a person''s, by one of their addresses') from them;
select tests.act_as_owner();
update provider_customers set deleted_at = now() where customer_id = 'cus_1' and provider = 'stripe';
select lives_ok(format('select link_customer(''stripe'', ''cus_2'', %L)', ann), 'one that the provider has deleted makes room') from them;
select throws_ok('update provider_customers set tenant_id = ' || quote_literal(bob), 'PT409', null, 'a link is not moved') from them;
