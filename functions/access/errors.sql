-- What the access layer refuses. Each domain has a file like this one.
insert into private.errors (reason, status, message, hint) values
  ('unauthenticated', 401, 'Sign in first', 'Send a valid access token as "Authorization: Bearer …".'),
  ('forbidden', 403, 'You are not allowed to do that (needs %s)', 'Ask an owner or admin of this tenant for the permission.'),
  ('user_disabled', 403, 'This account is disabled', 'Contact support.'),
  ('tenant_not_allowed', 403, 'You are not a member of that tenant', 'my_tenants lists the tenants you can use.'),
  ('tenant_suspended', 403, 'Tenant suspended', 'The owner can settle billing or contact support; my_tenants and set_active_tenant still work.'),
  ('tenant_offboarded', 403, 'Tenant offboarded', 'The owner can restore it within 90 days of offboarding.'),
  ('no_tenant', 403, 'No tenant is active for you', 'Create one with create_tenant or choose one with set_active_tenant.'),
  ('invalid_tenant_id', 400, 'The tenant asked for is not a UUID', 'Send the tenant''s id in the x-tenant-id header, or leave it out.'),
  ('invalid_input', 400, 'Invalid input: %s', 'Correct the value and send it again.'),
  ('not_found', 404, 'Not found: %s', 'It does not exist, or you cannot see it.'),
  ('taken', 409, 'That %s is already taken', 'Choose another one.'),
  ('conflict', 409, 'Conflict: %s', 'Reload and try again.'),
  ('immutable', 409, '%s can''t be changed', 'Leave the column out of the update.'),
  ('quota_exceeded', 402, 'Plan limit reached: %s (%s of %s used)', '%s'),
  ('plan_required', 402, '%s needs the %s plan', 'Upgrade the plan to use it.'),
  ('role_not_allowed', 403, 'The role "%s" can''t use GraphQL', 'GraphQL is for people; the service uses REST.'),
  ('internal', 500, 'Something went wrong on our side', 'Try again; if it stays, tell us the errorId that came with it.'),
  ('rate_limited', 429, 'Too many requests', 'Wait %s seconds and try again.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
