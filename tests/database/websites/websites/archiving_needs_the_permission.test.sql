-- A6, T10: who may not archive or restore
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.sign_up('ed@a.test', '{"signup_as": "invitee"}'), tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('ed@a.test', tests.tenant_of('ann@a.test'), 'editor');
select tests.sign_up('col@a.test', '{"signup_as": "invitee"}');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of('col@a.test'), 'admin', now());
select set_config('t.website', tests.website_of('ann@a.test')::text, true);
select tests.act_as('ed@a.test');
select tests.refuses($$select archive_website(current_setting('t.website')::uuid)$$, 'forbidden', 'an editor');
select tests.refuses($$select restore_website(current_setting('t.website')::uuid)$$, 'forbidden', 'nor restore');
select tests.act_as('col@a.test');
select tests.refuses($$select archive_website(current_setting('t.website')::uuid)$$, 'forbidden', 'a collaborator');
select tests.act_as('eve@e.test');
select tests.refuses($$select archive_website(current_setting('t.website')::uuid)$$, 'not_found', 'another tenant');
select tests.act_as('ann@a.test');
select tests.refuses($$select archive_website(gen_random_uuid())$$, 'not_found', 'one that is not there');
select tests.refuses($$select archive_website(null)$$, 'not_found', 'none');
select tests.act_as_anon();
select throws_ok($$select archive_website(current_setting('t.website')::uuid)$$, '42501', null, 'nobody in particular');
