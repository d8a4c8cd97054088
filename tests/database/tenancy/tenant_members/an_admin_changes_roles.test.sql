-- T7: a member with member.manage changes roles within its own permissions, and each change is audited
select tests.sign_up('ann@a.test'), tests.sign_up('ada@a.test'), tests.sign_up('bob@b.test'), tests.sign_up('eve@e.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
select tests.add_member('ada@a.test', tests.tenant_of('ann@a.test'), 'admin'), tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer'),
  tests.add_member('eve@e.test', tests.tenant_of('ann@a.test'), 'editor');
select tests.act_as('ada@a.test', tests.tenant_of('ann@a.test'));
select isnt_empty(format('update tenant_members set role = %L where email = $$bob@b.test$$ returning 1', r), 'to ' || r)
from unnest(array['editor', 'developer', 'admin', 'viewer']) r;
select isnt_empty('update tenant_members set is_active = false where email = $$bob@b.test$$ returning 1', 'deactivated');
select isnt_empty('update tenant_members set is_active = true where email = $$bob@b.test$$ returning 1', 'and back');
select set_eq($$select action, performed_by from audit_logs where action like 'user.%' and performed_by is not null$$,
  $$select a, tests.user_of('ada@a.test') from unnest(array['user.role_changed', 'user.removed', 'user.restored']) a$$, 'audited, with who did it');
select is(metadata -> 'role', '{"from": "viewer", "to": "editor"}', 'and what') from audit_logs where action = 'user.role_changed' order by created_at limit 1;
select tests.act_as('eve@e.test', tests.tenant_of('ann@a.test'));
select is_empty('update tenant_members set role = $$viewer$$ returning 1', 'an editor changes nobody');
select is_empty('update tenant_members set is_active = false returning 1', 'and removes nobody');
select tests.act_as('ada@a.test');
select is_empty('update tenant_members set role = $$viewer$$ where email = $$bob@b.test$$ returning 1', 'nor does an admin of one tenant in another');
