-- S10: a domain is claimed, served once its CNAME points to the website, and free again when it is removed
select tests.sign_up('ann@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
select set_config('t.site', tests.website_of('ann@a.test')::text, true), set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select isnt(publish_website(current_setting('t.site')::uuid), null, 'published');
select results_eq($$select domain, cname_target, verified, verification_attempts from add_domain(current_setting('t.site')::uuid, ' WWW.Ann.Test. ')$$,
  $$select 'www.ann.test', subdomain || '.localhost', false, 0 from websites$$, 'claimed, and told where to point');
select results_eq('select custom_domain, domain_verified from websites', $$values ('www.ann.test', false)$$, 'the website says so');
select is((live_page('www.ann.test', '/')).status, 404, 'nothing is served yet');
prepare check_it as select verified, last_error, failed_checks, verification_attempts from record_domain_check(current_setting('t.tenant')::uuid, (select id from domain_verifications), $1);
select tests.act_as_service();
select results_eq($$execute check_it('{}')$$, $$values (false, 'No CNAME', 1, 1)$$, 'no record');
select results_eq($$execute check_it('{elsewhere.test}')$$, $$values (false, 'Incorrect CNAME target: elsewhere.test', 2, 2)$$, 'another record');
select results_eq($$select last_error, failed_checks from record_domain_check(current_setting('t.tenant')::uuid, (select id from domain_verifications), '{}', 'NXDOMAIN')$$,
  $$values ('NXDOMAIN', 3)$$, 'no such name');
select results_eq(format('execute check_it(array[%L, upper(%L) || %L])', 'alias.ann.test', cname_target, '.'), $$values (true, null::text, 0, 4)$$, 'by way of another name, in any case') from domain_verifications;
select tests.act_as('ann@a.test');
select is((live_page('www.ann.test', '/')).status, 200, 'served');
select is((live_page('WWW.ann.test.:8080', '/')).status, 200, 'however it is written');
select is((live_page((select subdomain from websites) || '.localhost', '/')).status, 200, 'and at its subdomain');
select isnt(archive_website(current_setting('t.site')::uuid), null, 'archived');
select is((live_page('www.ann.test', '/')).status, 404, 'dark as the rest');
select isnt(restore_website(current_setting('t.site')::uuid), null, 'restored');
select is((live_page('www.ann.test', '/')).status, 200, 'and back');
select isnt(publish_website(current_setting('t.site')::uuid), null, 'published anew');
select is((live_page('www.ann.test', '/')).deployment_id, (select id from deployments where is_live), 'what is live is live there');
select is((remove_domain(current_setting('t.site')::uuid)).custom_domain, null, 'removed');
select is((live_page('www.ann.test', '/')).status, 404, 'gone');
select is_empty('select from domain_verifications', 'altogether');
select lives_ok($$select remove_domain(current_setting('t.site')::uuid)$$, 'again: nothing to do');
select results_eq($$select action from audit_logs where action ~ '^domain' order by created_at, action$$, $$values ('domain.added'), ('domain.verified'), ('domain.removed')$$, 'audited') ;
select tests.act_as_service();
select tests.refuses($$execute check_it('{}')$$, 'domain_changed', 'a check that comes too late is told so');
