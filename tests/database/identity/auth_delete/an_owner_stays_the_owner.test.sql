-- T3, T7: a tenant is never without an owner, not even when Auth forgets them: until it is purged, it keeps the one it had
select tests.sign_up('ann@a.test');
delete from auth.users;
select is(count(*)::integer, 1, 'still the owner') from tenant_members where role = 'owner' and is_active;
select is_empty('select * from private.check_invariants()', 'nothing is broken');
