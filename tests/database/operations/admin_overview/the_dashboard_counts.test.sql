-- T11: overview, tenants by status and growth per day count everything; for platform admins only
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test'), tests.sign_up('new@n.test', '{}', false), tests.sign_up('bob@b.test', '{"signup_as": "invitee"}');
update user_roles set role = 'admin' where user_id = tests.user_of('eve@e.test');
insert into deployments (tenant_id, website_id) select tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test');
update tenants set status = 'suspended' where id = tests.tenant_of('eve@e.test');
update users set status = 'disabled' where email = 'bob@b.test';
insert into users (id, created_at, last_login_at) values ('00000000-0000-4000-8000-00000000000a', now() - interval '2 days', now());
insert into user_roles (user_id) values ('00000000-0000-4000-8000-00000000000a');
select tests.act_as_platform_admin('eve@e.test');
select is(row(people, disabled_people, recently_active_people, tenants, tenants_to_purge, websites, published_websites, suspended_websites)::text,
  '(5,1,1,3,0,3,1,0)', 'the overview') from admin_overview();
select results_eq('select status::text, tenants from tenants_by_status()',
  $$values ('pending', 1::bigint), ('active', 1::bigint), ('suspended', 1::bigint), ('offboarded', 0::bigint)$$, 'every state');
select results_eq('select day, sign_ups, tenants, publishes from growth_per_day(3)',
  $$select (now() at time zone 'UTC')::date - n, s::bigint, t::bigint, p::bigint from (values (2, 1, 0, 0), (1, 0, 0, 0), (0, 4, 3, 1)) v (n, s, t, p)$$, 'every day, the empty ones too');
select is(count(*)::integer, 30, 'thirty days where nobody says') from growth_per_day();
select tests.refuses(format('select growth_per_day(%s)', d), 'invalid_input', d || ' days') from unnest(array['0', '-1', '367', 'null']) d;
select tests.act_as_platform_admin('ann@a.test');
select tests.refuses('select ' || f, 'forbidden', f || ' of an admin who is none') from unnest(array['admin_overview()', 'tenants_by_status()', 'growth_per_day()']) f;
select tests.act_as('eve@e.test');
select throws_ok('select ' || f, '42501', null, f || ' with a member''s token') from unnest(array['admin_overview()', 'tenants_by_status()', 'growth_per_day()']) f;
select tests.act_as_anon();
select throws_ok('select ' || f, '42501', null, f || ' of nobody') from unnest(array['admin_overview()', 'tenants_by_status()', 'growth_per_day()']) f;
