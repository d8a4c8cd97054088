-- T9: a custom role holds no more than whoever writes it, by insert, update or removal, and nobody writes their own
select tests.sign_up('ann@a.test'), tests.sign_up('max@m.test', '{"signup_as": "invitee"}'), tests.sign_up('ada@a.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
insert into tenant_roles (tenant_id, key, name, permissions)
select tests.tenant_of('ann@a.test'), key, key, p::app_permission[] from (values ('manager', '{tenant.read,member.read,member.manage,role.manage,content.read}'),
  ('reader', '{tenant.read,content.read}'), ('writer', '{tenant.read,content.read,content.write}')) v (key, p);
insert into tenant_members (tenant_id, user_id, role, custom_role_id) select tenant_id, tests.user_of('max@m.test'), 'custom', id from tenant_roles where key = 'manager';
select tests.add_member('ada@a.test', tests.tenant_of('ann@a.test'), 'admin');

select tests.act_as('max@m.test');
select tests.refuses(format($$insert into tenant_roles (key, name, permissions) values ('x', 'X', array['tenant.read', 'content.read', 'inbox.read', 'billing.read', %L]::app_permission[])$$, p), 'role_ceiling', 'insert with ' || p)
from unnest(enum_range(null::app_permission)) p where p not in ('tenant.read', 'member.read', 'member.manage', 'role.manage', 'content.read');
select lives_ok($$insert into tenant_roles (key, name, permissions) values ('y', 'Y', '{tenant.read,member.read,role.manage}')$$, 'within its own');
select tests.refuses($$update tenant_roles set permissions = '{tenant.read,content.read,content.write}' where key = 'reader'$$, 'role_ceiling', 'widened');
select tests.refuses($$update tenant_roles set permissions = '{tenant.read,content.read}' where key = 'writer'$$, 'role_ceiling', 'one that may more is not theirs to narrow');
select tests.refuses($$delete from tenant_roles where key = 'writer'$$, 'role_ceiling', 'or to remove');
select tests.refuses($$update tenant_roles set permissions = '{tenant.read,member.read,member.manage,role.manage,content.read,content.write}' where key = 'manager'$$, 'own_membership', 'the own role, wider');
select tests.refuses($$update tenant_roles set permissions = '{tenant.read,role.manage}' where key = 'manager'$$, 'own_membership', 'the own role, narrower');
select tests.refuses($$delete from tenant_roles where key = 'manager'$$, 'own_membership', 'the own role, removed');
select tests.refuses($$update tenant_roles set permissions = permissions || '{audit.read}'$$, 'own_membership', 'among others: all or nothing');
select throws_ok(format($$insert into tenant_roles (key, name, permissions) values ('writer', 'W', '{tenant.read}') on conflict (tenant_id, key) do update set %s$$, s), null, null, 'upsert: ' || s)
from unnest(array['permissions = $${tenant.read,audit.read}$$', 'name = excluded.name, permissions = $${tenant.read}$$']) s;
select is(permissions::text, '{tenant.read,content.read,content.write}', 'as it was') from tenant_roles where key = 'writer';

select tests.act_as('ada@a.test');
select tests.refuses($$insert into tenant_roles (key, name, permissions) values ('z', 'Z', '{tenant.read,tenant.delete}')$$, 'role_ceiling', 'an admin has not what is the owner''s');
select tests.refuses($$insert into tenant_roles (key, name, permissions) values ('z', 'Z', '{tenant.read,billing.read,billing.manage}')$$, 'role_ceiling', 'nor billing');
select lives_ok($$update tenant_roles set permissions = '{tenant.read,content.read,content.write,site.publish}' where key = 'writer'$$, 'all else is');
