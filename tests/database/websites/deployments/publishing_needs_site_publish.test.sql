-- S3, A6: who may not publish
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.sign_up('ed@a.test', '{"signup_as": "invitee"}'), tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('ed@a.test', tests.tenant_of('ann@a.test'), 'editor');
select set_config('t.website', tests.website_of('ann@a.test')::text, true);
select tests.act_as('ed@a.test');
select tests.refuses($$select publish_website(current_setting('t.website')::uuid)$$, 'forbidden', 'an editor');
select tests.refuses($$insert into deployments (website_id) values (current_setting('t.website')::uuid)$$, 'forbidden', 'by insert neither');
select tests.act_as('eve@e.test');
select tests.refuses($$select publish_website(current_setting('t.website')::uuid)$$, 'not_found', 'another tenant');
select tests.refuses($$select publish_website(null)$$, 'not_found', 'no website');
select tests.act_as_anon();
select throws_ok($$select publish_website(current_setting('t.website')::uuid)$$, '42501', null, 'nobody in particular');
select throws_ok($$insert into deployments (website_id) values (current_setting('t.website')::uuid)$$, '42501', null, 'by insert neither');
select tests.act_as_owner();
select is_empty('select * from deployments', 'nothing was published');
