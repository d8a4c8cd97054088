-- Broken rows of identity, tenancy and operations show
-- breaks invariants on purpose
alter table tenant_members disable trigger user;
alter table usage_counters disable trigger user;
alter table users disable trigger user;
create temp table before as select tests.sign_up(e) from unnest(array['ann@a.test', 'bob@b.test', 'cid@c.test', 'dan@d.test', 'eve@e.test']) e;
insert into tenant_members (tenant_id, user_id, role, is_active) values (tests.tenant_of('dan@d.test'), tests.user_of('eve@e.test'), 'viewer', true);
select is_empty($$select * from private.check_invariants() where invariant like 'a tenant has%' or invariant like 'every tenant%'$$, 'so far so good');
create temp table expected as select tests.tenant_of('ann@a.test') as ann, tests.tenant_of('bob@b.test') as bob;

delete from usage_counters where tenant_id = (select bob from expected);
delete from user_roles where user_id = tests.user_of('cid@c.test');
update users set deleted_at = now() where id = tests.user_of('cid@c.test');
update tenant_members set display_name = 'Nobody' where user_id = tests.user_of('cid@c.test');
insert into audit_logs (action, created_at) values ('a.b', '2100-01-01');
delete from tenant_members where tenant_id = (select ann from expected);
select set_has('select distinct invariant from private.check_invariants()', $$select unnest(array['a tenant has exactly one active owner',
  'member_count counts active members and collaborators', 'every tenant has its counters', 'every sign-up is complete',
  'members show their person''s name and address', 'the default partition of audit_logs is empty'])$$, 'each is told');
