-- T7: a member of a custom role with member.manage deals in roles that may no more than it may
select tests.sign_up('ann@a.test'), tests.sign_up('max@m.test'), tests.sign_up('bob@b.test'), tests.sign_up('vic@v.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
insert into tenant_roles (tenant_id, key, name, permissions)
select tests.tenant_of('ann@a.test'), key, key, p::app_permission[] from (values ('manager', '{tenant.read,member.read,member.manage,content.read,analytics.read}'),
  ('reader', '{tenant.read,content.read}'), ('biller', '{tenant.read,billing.read}')) v (key, p);
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'editor'), tests.add_member('vic@v.test', tests.tenant_of('ann@a.test'), 'viewer');
insert into tenant_members (tenant_id, user_id, role, custom_role_id) select tenant_id, tests.user_of('max@m.test'), 'custom', id from tenant_roles where key = 'manager';
select tests.act_as('max@m.test', tests.tenant_of('ann@a.test'));
select tests.refuses(format('update tenant_members set role = %L where email = $$vic@v.test$$', r), 'role_ceiling', 'viewer to ' || r) from unnest(array['editor', 'developer', 'admin']) r;
select tests.refuses('update tenant_members set role = $$viewer$$ where email = $$bob@b.test$$', 'role_ceiling', 'who may more is out of reach');
select tests.refuses('update tenant_members set is_active = false where email = $$bob@b.test$$', 'role_ceiling', 'and is not removed');
select tests.refuses($$update tenant_members set role = 'custom', custom_role_id = (select id from tenant_roles where key = 'biller') where email = 'vic@v.test'$$, 'role_ceiling', 'nor a custom role that may something else');
select lives_ok($$update tenant_members set role = 'custom', custom_role_id = (select id from tenant_roles where key = 'reader') where email = 'vic@v.test'$$, 'a smaller one is given');
select lives_ok($$update tenant_members set role = 'viewer' where email = 'vic@v.test'$$, 'and left by naming a built-in one');
select is(custom_role_id, null, 'which clears it') from tenant_members where email = 'vic@v.test';
select lives_ok('update tenant_members set is_active = false where email = $$vic@v.test$$', 'who may no more is removed');
