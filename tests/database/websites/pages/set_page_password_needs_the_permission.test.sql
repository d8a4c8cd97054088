-- S5, A6: who may not set a password
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.sign_up('ed@a.test', '{"signup_as": "invitee"}');
select tests.sign_up('vic@a.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('vic@a.test', tests.tenant_of('ann@a.test'), 'viewer');
select tests.add_member('ed@a.test', tests.tenant_of('ann@a.test'), 'editor');
select set_config('t.page', id::text, true) from pages where tenant_id = tests.tenant_of('ann@a.test');
select tests.act_as('vic@a.test');
select tests.refuses($$select set_page_password(current_setting('t.page')::uuid, 'secret')$$, 'forbidden', 'a viewer');
select tests.act_as('ann@a.test');
select is((set_page_password(current_setting('t.page')::uuid, 'secret')).password_protected, true, 'who publishes does');
select tests.act_as('ed@a.test');
select tests.refuses(format('select set_page_password(%L, %L)', current_setting('t.page'), p), 'forbidden', 'an editor, who writes the page, neither lifts nor changes it: visitors would see at once')
from unnest(array[null, 'another one']) p;
select tests.act_as('eve@e.test');
select tests.refuses($$select set_page_password(current_setting('t.page')::uuid, 'secret')$$, 'not_found', 'another tenant');
select tests.act_as_anon();
select throws_ok($$select set_page_password(current_setting('t.page')::uuid, 'secret')$$, '42501', null, 'nobody in particular');
