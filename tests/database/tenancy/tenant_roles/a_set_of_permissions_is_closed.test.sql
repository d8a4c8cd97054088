-- T9: what writes, publishes or manages also reads; a set is never empty and holds no null
select tests.sign_up('ann@a.test');
create function pg_temp.role(p_permissions text) returns text language sql as $$
  select format('insert into public.tenant_roles (tenant_id, key, name, permissions) values (%L, %L, %L, %L)', tests.tenant_of('ann@a.test'), 'k', 'K', p_permissions)
$$;
select throws_ok(pg_temp.role(p), '23514', null, p) from unnest(array['{}', '{tenant.read,null}', '{content.read}', '{tenant.read,content.write}', '{tenant.read,site.publish}',
  '{tenant.read,website.create}', '{tenant.read,ai.use}', '{tenant.read,member.manage}', '{member.read}', '{tenant.read,inbox.reply}', '{tenant.read,booking.manage}',
  '{tenant.read,billing.manage}', '{tenant.update}', '{tenant.delete}', '{role.manage}', '{tenant.read,role.manage}', '{tenant.read,domain.manage}', '{tenant.read,widget.manage}', '{tenant.read,content.lock}']) p;
select throws_ok(pg_temp.role('{no.such}'), '22P02', null, 'a permission that is none');
select lives_ok(pg_temp.role(p) || '; delete from public.tenant_roles', p) from unnest(array['{tenant.read}', '{tenant.read,content.read,content.write,site.publish}', '{billing.read}', '{inbox.read,inbox.reply}']) p;
select lives_ok(pg_temp.role((select array_agg(p)::text from unnest(enum_range(null::app_permission)) p)), 'all of them');
select throws_ok(pg_temp.role('{tenant.read}'), '23505', null, 'a key is there once a tenant');
select throws_ok(format('update tenant_roles set %I = %L', c, v), '23514', null, c || ' ' || left(v, 10)) from (values ('key', 'K'), ('key', ''), ('key', 'a b'), ('key', repeat('k', 41)), ('name', ''), ('name', repeat('x', 81))) v (c, v);
