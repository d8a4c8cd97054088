-- S8: reconcile_usage() counts the rows anew and lists the counters that differ, to the owner and to platform admins
-- breaks invariants on purpose
select tests.sign_up('ann@a.test');
select tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.sign_up('ada@a.test', '{"signup_as": "invitee"}');
select tests.add_member('ada@a.test', tests.tenant_of('ann@a.test'), 'admin');
select tests.sign_up('root@p.test', '{"signup_as": "invitee"}');
update user_roles set role = 'admin' where user_id = tests.user_of('root@p.test');
select set_config('t.ann', tests.tenant_of('ann@a.test')::text, true);
prepare reconcile as select resource, counted, actual from reconcile_usage(current_setting('t.ann')::uuid) where difference <> 0;
select tests.act_as('ann@a.test');
select from create_invitation('new@n.test', 'viewer');
insert into pages (website_id, title, slug) select id, 'P', '/p' from websites;
select is_empty('execute reconcile', 'all is well');
select set_has(format('select resource, actual from reconcile_usage(%L)', current_setting('t.ann')), $$values ('website_count', 1::bigint), ('member_count', 2), ('pending_invitations', 1)$$, 'each counter is looked at');
select tests.act_as_owner();
update usage_counters set website_count = 4, member_count = 5, pending_invitations = 6 where tenant_id = current_setting('t.ann')::uuid;
update websites set page_count = 7 where tenant_id = current_setting('t.ann')::uuid;
select tests.act_as('ann@a.test');
select set_eq('execute reconcile', $$select 'website_count' as resource, 4::bigint as counted, 1::bigint as actual union all values ('member_count', 5, 2), ('pending_invitations', 6, 1)
  union all select 'pages of ' || id, 7, 2 from websites$$, 'each of them');
select is(website_count, 4, 'it tells, and changes nothing') from usage_counters;
select tests.refuses(format('select reconcile_usage(%L)', tests.tenant_of('bob@b.test')), 'not_found', 'not of others');
select tests.act_as('ada@a.test');
select tests.refuses('execute reconcile', 'forbidden', 'an admin is no owner');
select tests.act_as('bob@b.test');
select tests.refuses('execute reconcile', 'not_found', 'another owner');
select tests.act_as_anon();
select throws_ok('execute reconcile', '42501', null, 'nobody in particular');
select tests.act_as_platform_admin('root@p.test');
select is((select count(*)::integer from reconcile_usage(current_setting('t.ann')::uuid) where difference <> 0), 4, 'a platform admin, of any tenant');
select is_empty(format('select from reconcile_usage(%L) where difference <> 0', tests.tenant_of('bob@b.test')), 'where all is well, too');
