-- A1: request_settings() is the context as settings, for servers that set it in each transaction
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
create temp table answer as select * from jsonb_each_text(private.request_settings());
select is(current_setting(key), value, key) from answer;
select is(count(*)::integer, 8, 'all of it') from answer;
select set_config(key, '', true) from answer;
select set_config(key, value, true) from answer;
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'set again, it counts');

select tests.act_as_owner();
select tests.sign_up('bob@b.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of('bob@b.test'), 'editor', now());
select tests.act_as('bob@b.test');
select is(count(*) filter (where jsonb_typeof(value) = 'string')::integer, 8, 'a collaborator''s websites are text too') from jsonb_each(private.request_settings());
