-- T8: maintenance marks the invitations whose time is over
select tests.sign_up('ann@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
select tests.invite(n || '@b.test', tests.tenant_of('ann@a.test')) from generate_series(1, 3) n;
update invitations set expires_at = now() where email <> '1@b.test';
select is((select done from private.run_maintenance('invitations')), 2::bigint, 'it does');
select results_eq('select email, status from invitations order by email', $$values ('1@b.test', 'pending'::invitation_status), ('2@b.test', 'expired'), ('3@b.test', 'expired')$$, 'those and no other');
select is((select done from private.run_maintenance('invitations')), 0::bigint, 'once');
