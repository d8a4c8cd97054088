-- A6: clients neither insert nor delete members, and write three columns of them
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
select throws_ok(format('insert into tenant_members (user_id, role) values (%L, $$viewer$$)', tests.user_of('bob@b.test')), '42501', null, 'insert');
select throws_ok('delete from tenant_members', '42501', null, 'delete');
select throws_ok(format('update tenant_members set %I = default', c), '42501', null, c)
from unnest(array['tenant_id', 'id', 'user_id', 'display_name', 'email', 'avatar_url', 'invited_by', 'invited_at', 'accepted_at', 'created_at', 'updated_at']) c;
select tests.act_as_owner();
select throws_ok(format('insert into tenant_members (tenant_id, user_id, role) values (%L, %L, $$viewer$$)', tests.tenant_of('ann@a.test'), tests.user_of('ann@a.test')), '23505', null, 'nobody is a member twice');
select tests.refuses(format('update tenant_members set %I = gen_random_uuid()', c), 'immutable', c || ' is nobody''s to change') from unnest(array['tenant_id', 'id', 'user_id']) c;
