-- T6: offboarding darkens the sites, cancels what is paid for through the outbox, and is audited; the owner alone may
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true), set_config('t.host', (select subdomain || '.localhost' from websites where id = tests.website_of('ann@a.test')), true);
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth'), tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'admin');
insert into subscriptions (tenant_id, status, provider_subscription_id) values (tests.tenant_of('ann@a.test'), 'active', 'sub_1'), (tests.tenant_of('ann@a.test'), 'canceled', 'sub_0');
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select tests.act_as('bob@b.test', current_setting('t.tenant')::uuid);
select tests.refuses($$select offboard_tenant(current_setting('t.tenant')::uuid)$$, 'forbidden', 'an admin may not');
select tests.act_as('bob@b.test');
select tests.refuses($$select offboard_tenant(current_setting('t.tenant')::uuid)$$, 'not_found', 'nor for another tenant than the one they act for');
select tests.act_as_anon();
select throws_ok($$select offboard_tenant(current_setting('t.tenant')::uuid)$$, '42501', null, 'nor anybody');
select tests.act_as('ann@a.test');
select is(row(status, offboard_scheduled_at = now())::text, '(offboarded,t)', 'offboarded') from offboard_tenant(current_setting('t.tenant')::uuid);
select is((live_page(current_setting('t.host'), '/')).status, 404, 'dark');
select tests.act_as('ann@a.test', current_setting('t.tenant')::uuid);
select tests.refuses($$select offboard_tenant(current_setting('t.tenant')::uuid)$$, 'forbidden', 'done is done');
select ok(not private.can('content.write') and private.can('billing.read'), 'billing is left');
select tests.act_as('bob@b.test', current_setting('t.tenant')::uuid);
select tests.refuses('select * from websites', 'tenant_offboarded', 'its team is refused');
select tests.act_as_owner();
select results_eq($$select kind, payload - 'tenant_id' from private.outbox$$,
  $$values ('cancel_subscription', '{"provider": "stripe", "provider_subscription_id": "sub_1"}'::jsonb)$$, 'what runs is to be canceled');
select is(count(*)::integer, 1, 'audited') from audit_logs where action = 'tenant.offboarded' and performed_by = tests.user_of('ann@a.test');
