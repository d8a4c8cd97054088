-- T1: a tenant is pending until its owner's address is confirmed, then active
select tests.sign_up('ann@a.test', '{}', false);
select is(status, 'pending', 'pending') from tenants;
select is(verified, false, 'not verified') from user_emails;
update auth.users set email_confirmed_at = now();
select is(status, 'active', 'active') from tenants;
select is(verified, true, 'verified') from user_emails;
select is((select count(*)::integer from audit_logs where action = 'tenant.activated'), 1, 'audited');
