-- T6: a tenant whose owner leaves for good and that has no admin is offboarded, from whatever state; audited
select tests.sign_up('ann@a.test'), tests.sign_up('sue@s.test'), tests.sign_up('pam@p.test', '{}', false), tests.sign_up('bob@b.test');
create temp table theirs as select n as name, tests.tenant_of(n) as tenant from unnest(array['ann@a.test', 'sue@s.test', 'pam@p.test']) n;
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth'), tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'editor');
update tenants set status = 'suspended' where id = tests.tenant_of('sue@s.test');
select lives_ok($$delete from auth.users where email in (select name from theirs); set constraints all immediate$$, 'they leave');
select is(array_agg(distinct t.status::text), array['offboarded'], 'all are offboarded') from theirs join tenants t on t.id = theirs.tenant;
select is(count(distinct a.tenant_id)::integer, 3, 'audited') from audit_logs a join theirs on theirs.tenant = a.tenant_id where a.action = 'tenant.owner_left';
select is(count(*)::integer, 3, 'each still has the owner it had') from tenant_members m join theirs on m.tenant_id = theirs.tenant where m.role = 'owner' and m.is_active;
