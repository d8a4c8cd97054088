-- What each built-in role may do. The owner may do everything, admin all but two.
with wanted (role, permission) as (
  select 'owner'::public.tenant_role, unnest(enum_range(null::public.app_permission))
  union all
  select 'admin', p from unnest(enum_range(null::public.app_permission)) p where p not in ('billing.manage', 'tenant.delete')
  union all
  select 'developer', unnest('{tenant.read,member.read,website.create,website.update,website.archive,domain.manage,content.read,content.write,site.publish,ai.use,analytics.read,widget.manage,inbox.read,audit.read}'::public.app_permission[])
  union all
  select 'editor', unnest('{tenant.read,member.read,content.read,content.write,ai.use,analytics.read,inbox.read,inbox.reply,booking.manage}'::public.app_permission[])
  union all
  select 'viewer', unnest('{tenant.read,member.read,content.read,analytics.read}'::public.app_permission[])
), removed as (
  delete from public.role_permissions r
  where not exists (select from wanted w where w.role = r.role and w.permission = r.permission)
)
insert into public.role_permissions (role, permission) select role, permission from wanted
on conflict (role, permission) do nothing;
