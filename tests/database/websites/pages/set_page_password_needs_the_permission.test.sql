-- S5, A6: who may not set a password
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.sign_up('vic@a.test', '{"signup_as": "invitee"}'), tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('vic@a.test', tests.tenant_of('ann@a.test'), 'viewer');
select set_config('t.page', id::text, true) from pages where tenant_id = tests.tenant_of('ann@a.test');
select tests.act_as('vic@a.test');
select tests.refuses($$select set_page_password(current_setting('t.page')::uuid, 'secret')$$, 'forbidden', 'a viewer');
select tests.act_as('eve@e.test');
select tests.refuses($$select set_page_password(current_setting('t.page')::uuid, 'secret')$$, 'not_found', 'another tenant');
select tests.act_as_anon();
select throws_ok($$select set_page_password(current_setting('t.page')::uuid, 'secret')$$, '42501', null, 'nobody in particular');
