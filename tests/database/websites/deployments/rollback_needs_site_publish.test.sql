-- S4, A6: who may not roll back
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.sign_up('ed@a.test', '{"signup_as": "invitee"}'), tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('ed@a.test', tests.tenant_of('ann@a.test'), 'editor');
select set_config('t.first', tests.website_of('ann@a.test')::text, true);
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select set_config('t.second', private.create_website_for(tests.tenant_of('ann@a.test'), 'Second', 'second-x1')::text, true);
select tests.sign_up('col@a.test', '{"signup_as": "invitee"}');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), current_setting('t.second')::uuid, tests.user_of('col@a.test'), 'developer', now());
select tests.act_as('ann@a.test');
select count(publish_website(current_setting('t.first')::uuid)) from generate_series(1, 2) i;
select set_config('t.old', id::text, true) from deployments where not is_live;
prepare back as select rollback_website(current_setting('t.old')::uuid);
select tests.act_as('ed@a.test');
select tests.refuses('execute back', 'forbidden', 'an editor');
select tests.act_as('col@a.test');
select tests.refuses('execute back', 'not_found', 'a collaborator on another website');
select tests.act_as('eve@e.test');
select tests.refuses('execute back', 'not_found', 'another tenant');
select tests.refuses('select rollback_website(gen_random_uuid())', 'not_found', 'one that is not there');
select tests.act_as_anon();
select throws_ok('execute back', '42501', null, 'nobody in particular');
