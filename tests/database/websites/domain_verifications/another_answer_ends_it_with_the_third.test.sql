-- S10: a verified domain that is re-pointed is served until the third wrong answer in a row; no answer is no wrong answer
select tests.sign_up('ann@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select isnt(add_domain(tests.website_of('ann@a.test'), 'www.ann.test'), null, 'claimed');
create function pg_temp.checked(p_names text[], p_error text default null) returns text language sql as $$
  select concat_ws(' ', verified, failed_checks, last_error) from record_domain_check(tests.tenant_of('ann@a.test'), (select id from domain_verifications where domain = 'www.ann.test'),
    coalesce(p_names, array(select cname_target from domain_verifications)), p_error)
$$;
select tests.act_as_service();
select is(pg_temp.checked(null), 't 0', 'verified');
select set_config('t.first', first_verified_at::text, true) from domain_verifications;
select is(pg_temp.checked('{}', e), 't 0 ' || e, 'no answer: ' || e) from unnest(array['TIMEOUT', 'SERVFAIL', 'REFUSED', 'TIMEOUT']) e;
select is(pg_temp.checked('{shop.test}'), 't 1 Incorrect CNAME target: shop.test', 'once');
select is(pg_temp.checked('{}', 'NXDOMAIN'), 't 2 NXDOMAIN', 'twice');
select is((live_page('www.ann.test', '/')).status, 200, 'served all the while');
select is(pg_temp.checked(null), 't 0', 'right again: as if nothing had been');
select is(pg_temp.checked('{shop.test}'), 't 1 Incorrect CNAME target: shop.test', 'once more');
select is(pg_temp.checked('{}', 'TIMEOUT'), 't 1 TIMEOUT', 'no answer between');
select is(pg_temp.checked('{}'), 't 2 No CNAME', 'twice');
select is((record_domain_certificate(tests.tenant_of('ann@a.test'), (select id from domain_verifications), true)).ssl_provisioned, true, 'it has a certificate');
select is(pg_temp.checked('{shop.test}'), 'f 3 Incorrect CNAME target: shop.test', 'and the third');
select is((live_page('www.ann.test', '/')).status, 404, 'over');
select results_eq('select ssl_provisioned, ssl_provisioned_at, first_verified_at from domain_verifications', $$values (false, null::timestamptz, current_setting('t.first')::timestamptz)$$, 'the certificate is nobody''s, the first time stays');
select tests.refuses($$select record_domain_certificate(tests.tenant_of('ann@a.test'), (select id from domain_verifications), true)$$, 'domain_changed', 'and there is none without the name');
select is(pg_temp.checked(null), 't 0', 'who points it back has it back');
select is((live_page('www.ann.test', '/')).status, 200, 'served');
select tests.act_as_owner();
select results_eq($$select action from audit_logs where action ~ '^domain' order by created_at, ctid$$, $$values ('domain.added'), ('domain.verified'), ('domain.lost'), ('domain.verified')$$, 'audited');
