-- T7: a member or collaborator leaves by themselves; what they did stays, their seat is free, and it is audited
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test'), tests.sign_up('col@c.test', '{"signup_as": "invitee"}');
create temp table t as select tests.tenant_of('ann@a.test') as id, tests.website_of('ann@a.test') as website;
grant select on t to public;
select tests.on_plan(id, 'pro'), tests.add_member('bob@b.test', id, 'editor') from t;
insert into website_members (tenant_id, website_id, user_id, accepted_at) select id, website, tests.user_of(e), now() from t, unnest(array['bob@b.test', 'col@c.test']) e;
select tests.act_as('bob@b.test');
select set_active_tenant(id) from t;
select lives_ok('select leave_tenant(id) from t', 'a member, from anywhere');
select tests.act_as('bob@b.test');
select is(private.tenant_id(), tests.tenant_of('bob@b.test'), 'acts for the own tenant again');
select tests.refuses('select set_active_tenant(id) from t', 'tenant_not_allowed', 'and for that one no more');
select tests.refuses('select leave_tenant(id) from t', 'tenant_not_allowed', 'once');
select tests.refuses('select leave_tenant(gen_random_uuid())', 'tenant_not_allowed', 'one that is not there: the same');
select tests.act_as('col@c.test');
select lives_ok('select leave_tenant(id) from t', 'a collaborator');
select tests.act_as('ann@a.test');
select row_eq('select is_active, role from tenant_members where email = $$bob@b.test$$', row(false, 'editor'::tenant_role), 'the row stays');
select is_empty('select from website_members', 'no side door');
select is(member_count, 1, 'seats are free') from usage_counters;
select set_eq($$select action, performed_by from audit_logs where resource_type in ('user', 'website_member') and action !~ 'joined|added'$$,
  $$values ('user.left', tests.user_of('bob@b.test')), ('website_member.removed', tests.user_of('bob@b.test')), ('website_member.removed', tests.user_of('col@c.test'))$$, 'audited');
select tests.refuses('select leave_tenant(id) from t', 'one_owner', 'the owner stays');
select tests.act_as_anon();
select throws_ok('select leave_tenant(gen_random_uuid())', '42501', null, 'anonymous: no');
