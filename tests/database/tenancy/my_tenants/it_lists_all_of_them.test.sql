-- A1: my_tenants() lists every tenant a person can act for, with their role, whatever the active one and its state
select tests.sign_up('ann@a.test', '{"tenant_name": "A"}'), tests.sign_up('b@b.test', '{"tenant_name": "B"}'), tests.sign_up('c@c.test', '{"tenant_name": "C"}'),
  tests.sign_up('d@d.test', '{"tenant_name": "D"}'), tests.sign_up('e@e.test', '{"tenant_name": "E"}');
select tests.on_plan(id, 'growth') from tenants;
select tests.add_member('ann@a.test', tests.tenant_of('b@b.test'), 'viewer'), tests.add_member('ann@a.test', tests.tenant_of('d@d.test'), 'admin');
update tenant_members set is_active = false where role = 'admin';
insert into website_members (tenant_id, website_id, user_id, role, accepted_at) values
  (tests.tenant_of('c@c.test'), tests.website_of('c@c.test'), tests.user_of('ann@a.test'), 'editor', now()),
  (tests.tenant_of('b@b.test'), tests.website_of('b@b.test'), tests.user_of('ann@a.test'), 'admin', now()),
  (tests.tenant_of('e@e.test'), tests.website_of('e@e.test'), tests.user_of('ann@a.test'), 'editor', null);
update tenants set status = 'suspended' where name = 'B';
select tests.act_as('ann@a.test');
select results_eq('select name, status, role, is_collaborator, is_active from my_tenants()', $$values
  ('A', 'active'::tenant_status, 'owner'::tenant_role, false, true), ('B', 'suspended', 'viewer', false, false), ('C', 'active', 'editor', true, false)$$,
  'a member''s role goes before a collaborator''s; deactivated and not accepted are not there');
select tests.act_as('ann@a.test', tests.tenant_of('b@b.test'));
select results_eq('select name from my_tenants() where is_active', array['B'], 'the active one is marked, suspended or not');
select tests.act_as_anon();
select throws_ok('select * from my_tenants()', '42501', null, 'anonymous: no');
