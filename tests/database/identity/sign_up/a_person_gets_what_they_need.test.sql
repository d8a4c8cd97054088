-- T1: a sign-up makes the person, their address, platform role, mail preferences and a tenant of their own
select tests.sign_up('Ann@A.test', '{"first_name": "Ann", "last_name": "Lee", "avatar_url": "https://a.test/ann.png"}');
select row_eq($$select email, first_name, last_name, full_name, avatar_url, status from users$$,
  row('ann@a.test'::text, 'Ann'::text, 'Lee'::text, 'Ann Lee'::text, 'https://a.test/ann.png'::text, 'active'::user_status), 'the person');
select row_eq('select email, is_primary, verified, via from user_emails', row('ann@a.test'::text, true, true, 'email:password'::text), 'the address');
select row_eq('select role from user_roles', row('member'::platform_role), 'the platform role');
select set_eq('select email_type::text, subscribed from user_email_preferences',
  $$values ('marketing', true), ('product_updates', true), ('payment_receipts', true)$$, 'the preferences');
select row_eq('select role, is_active, display_name, email from tenant_members', row('owner'::tenant_role, true, 'Ann Lee'::text, 'ann@a.test'::text), 'the membership');
select row_eq('select is_default, status from tenants', row(true, 'active'::tenant_status), 'the tenant');
select is(active_tenant_id, tests.tenant_of('ann@a.test'), 'which is the active one') from users;
select is_empty('select * from private.signup_failures', 'nothing failed');
