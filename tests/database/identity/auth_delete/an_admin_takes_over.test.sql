-- T3, T6: the admin who has served longest takes over what a person owned who leaves for good; audited
select tests.sign_up(e) from unnest(array['ann@a.test', 'bob@b.test', 'cid@c.test', 'dan@d.test', 'ed@e.test']) e;
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true), set_config('t.ann', tests.user_of('ann@a.test')::text, true);
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
insert into tenant_members (tenant_id, user_id, role, accepted_at, is_active) values
  (tests.tenant_of('ann@a.test'), tests.user_of('bob@b.test'), 'admin', now() - interval '1 day', true),
  (tests.tenant_of('ann@a.test'), tests.user_of('cid@c.test'), 'admin', now() - interval '3 days', true),
  (tests.tenant_of('ann@a.test'), tests.user_of('dan@d.test'), 'admin', now() - interval '5 days', false),
  (tests.tenant_of('ann@a.test'), tests.user_of('ed@e.test'), 'editor', now() - interval '9 days', true);
insert into tenant_members (tenant_id, user_id, role, accepted_at) select tests.tenant_of('ann@a.test'), tests.sign_up('off@o.test'), 'admin', now() - interval '7 days';
update users set status = 'disabled' where email = 'off@o.test';
select lives_ok($$delete from auth.users where email = 'ann@a.test'; set constraints all immediate$$, 'she leaves');
select is(email, 'cid@c.test', 'of the active admins the first to have come') from tenant_members where tenant_id = current_setting('t.tenant')::uuid and role = 'owner';
select is(row(role, is_active)::text, '(admin,f)', 'she is of the team no more') from tenant_members where tenant_id = current_setting('t.tenant')::uuid and user_id = current_setting('t.ann')::uuid;
select is(status::text, 'active', 'the tenant goes on') from tenants where id = current_setting('t.tenant')::uuid;
select is(metadata ->> 'reason', 'owner_left', 'audited') from audit_logs where tenant_id = current_setting('t.tenant')::uuid and action = 'tenant.ownership_transferred';
select tests.act_as('cid@c.test', current_setting('t.tenant')::uuid);
select ok(private.can('tenant.delete'), 'and may do what owners may');
