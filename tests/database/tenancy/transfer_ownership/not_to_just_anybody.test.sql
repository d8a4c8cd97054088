-- T3: the new owner is an active member of that tenant, and an active person
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test'), tests.sign_up('cid@c.test'), tests.sign_up('dan@d.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'admin'), tests.add_member('cid@c.test', tests.tenant_of('ann@a.test'), 'admin');
update tenant_members set is_active = false where user_id = tests.user_of('bob@b.test') and role = 'admin';
update users set status = 'disabled' where email = 'cid@c.test';
create temp table to_whom as
select who, coalesce((select id from tenant_members m where m.user_id = tests.user_of(who) and m.tenant_id = tests.tenant_of('ann@a.test')),
  (select id from tenant_members m where m.user_id = tests.user_of(who))) as id
from unnest(array['bob@b.test', 'cid@c.test', 'dan@d.test', 'nobody']) who;
grant select on to_whom to public;
select tests.act_as('ann@a.test');
select tests.refuses(format('select transfer_ownership(%L, %L)', tests.tenant_of('ann@a.test'), id), 'not_found', who) from to_whom;
select lives_ok(format('select transfer_ownership(%L, %L)', tests.tenant_of('ann@a.test'), (select id from tenant_members where role = 'owner')), 'to oneself: nothing happens');
select is(count(*)::integer, 1, 'still the owner') from tenant_members where role = 'owner' and email = 'ann@a.test';
