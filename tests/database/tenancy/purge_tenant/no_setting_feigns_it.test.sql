-- O1: audit rows go with a purge alone: not for whoever owns the table, whatever is set, and not without a trace
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select set_config('tenantry.purge', 'on', true), set_config('tenantry.tenant', current_setting('t.tenant'), true), set_config('app.current_tenant_id', current_setting('t.tenant'), true);
select tests.refuses($$delete from audit_logs where tenant_id = current_setting('t.tenant')::uuid$$, 'immutable', 'not while the tenant is there');
select private.record_audit('tenant.purged', 'tenant', current_setting('t.tenant')::uuid);
select tests.refuses($$delete from audit_logs where tenant_id = current_setting('t.tenant')::uuid$$, 'immutable', 'nor by saying that it is gone');
delete from tenants where id = tests.tenant_of('bob@b.test');
select tests.refuses($$delete from audit_logs where tenant_id is not null and tenant_id <> current_setting('t.tenant')::uuid$$, 'immutable', 'nor without the platform''s row about it');
select tests.refuses($$delete from audit_logs where tenant_id is null$$, 'immutable', 'the platform''s own never');
select tests.refuses('delete from ' || inhrelid::regclass, 'immutable', 'through a partition never: ' || inhrelid::regclass) from pg_inherits where inhparent = 'public.audit_logs'::regclass;
select tests.refuses('truncate audit_logs', 'immutable', 'nor all at once');
select tests.refuses('update audit_logs set metadata = ''{}''', 'immutable', 'and nothing is rewritten');
