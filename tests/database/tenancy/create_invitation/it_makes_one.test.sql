-- T8: an invitation is pending for 7 days; its token is told once and kept hashed
select tests.sign_up('ann@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
create temp table made as select (c.invitation).*, c.token from create_invitation(' New@N.test ', 'editor', credit_limit => 50) c;
select row_eq($$select scope, email, role, credit_limit, invited_by, status, website_id from made$$,
  row('tenant'::invitation_scope, 'new@n.test'::text, 'editor'::tenant_role, 50, tests.user_of('ann@a.test'), 'pending'::invitation_status, null::uuid), 'to the team');
select ok(expires_at between now() + interval '6 days 23 hours' and now() + interval '7 days 1 minute', 'for 7 days') from made;
select matches(token, '^[0-9a-f]{64}$', 'the token: 32 random bytes') from made;
select is((select count(*)::integer from invitations), 1, 'the team sees it');
select results_eq($$select performed_by, metadata from audit_logs where action = 'user.invited'$$, $$values (tests.user_of('ann@a.test'), '{"role": "editor"}'::jsonb)$$, 'audited, without the address');
select is((i.invitation).scope::text, 'website', 'or to one website') from create_invitation('col@c.test', 'developer', tests.website_of('ann@a.test')) i;
select tests.act_as_owner();
select is(d.key, encode(sha256(m.token::bytea), 'hex'), 'its hash leads to it') from made m join private.directory d on d.kind = 'invitation' and d.object_id = m.id;
select is_empty($$select from private.directory d, made where d.key = made.token$$, 'the token itself is nowhere');
