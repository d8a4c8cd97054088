-- A3: holders of billing.manage keep exactly tenant.read, billing.read and billing.manage
select tests.sign_up('ann@a.test');
update tenants set status = 'suspended', suspended_for = 'payment' where id = tests.tenant_of('ann@a.test');
select tests.act_as('ann@a.test');
select set_eq($$select p::text from unnest(enum_range(null::app_permission)) p where private.can(p)$$,
  array['tenant.read', 'billing.read', 'billing.manage'], 'what is left');
select isnt_empty('select * from tenants', 'the tenant shows');
select isnt_empty('select * from subscriptions', 'and what is paid');
select is_empty('select * from tenant_members', 'the team does not');
select is_empty('select * from websites', 'websites do not');
select is_empty('select * from audit_logs', 'the log does not');
select is_empty('update tenants set name = $$x$$ returning 1', 'nothing is changed');
