-- O1: every change of a tenant's status is written down under its own name
select tests.sign_up('ann@a.test', '{}', false);
update tenants set status = 'active';
update tenants set status = 'suspended';
update tenants set status = 'active';
update tenants set status = 'offboarded';
select results_eq($$select action from audit_logs where action ~ '^tenant\.' order by created_at$$,
  array['tenant.created', 'tenant.activated', 'tenant.suspended', 'tenant.activated', 'tenant.offboarded'], 'in order');
