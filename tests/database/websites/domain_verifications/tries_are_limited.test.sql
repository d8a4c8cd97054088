-- S10: each claim and each check is looked up in DNS, so there are only so many
select tests.sign_up('ann@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
select set_config('t.site', tests.website_of('ann@a.test')::text, true);
select tests.refuses($$select begin_domain_check(current_setting('t.site')::uuid)$$, 'not_found', 'nothing to check');
select isnt(add_domain(current_setting('t.site')::uuid, 'www' || i || '.ann.test'), null, 'claim ' || i) from generate_series(1, 20) i;
select tests.refuses($$select add_domain(current_setting('t.site')::uuid, 'www21.ann.test')$$, 'rate_limited', 'one too many');
select is((begin_domain_check(current_setting('t.site')::uuid)).domain, 'www20.ann.test', 'check ' || i) from generate_series(1, 5) i;
select tests.refuses($$select begin_domain_check(current_setting('t.site')::uuid)$$, 'rate_limited', 'one too many');
