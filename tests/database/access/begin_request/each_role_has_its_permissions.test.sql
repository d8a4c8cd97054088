-- A1: what each built-in role may do, exactly
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer');

create function pg_temp.permissions(p_role tenant_role) returns text[] language plpgsql as $$
begin
  perform tests.act_as_owner();
  update public.tenant_members set role = p_role where user_id = tests.user_of('bob@b.test');
  perform tests.act_as('bob@b.test');
  return array(select p::text from unnest(enum_range(null::public.app_permission)) p where private.can(p));
end
$$;
grant execute on all functions in schema pg_temp to public;
create temp view everything as select array(select p::text from unnest(enum_range(null::app_permission)) p) as permissions;
grant select on everything to public;

select is(pg_temp.permissions('admin'), array(select p from everything, unnest(permissions) p where p not in ('billing.manage', 'tenant.delete')), 'admin');
select is(pg_temp.permissions('developer'), array['tenant.read', 'member.read', 'website.create', 'website.update', 'website.archive', 'domain.manage',
  'content.read', 'content.write', 'site.publish', 'ai.use', 'analytics.read', 'widget.manage', 'inbox.read', 'audit.read'], 'developer');
select is(pg_temp.permissions('editor'), array['tenant.read', 'member.read', 'content.read', 'content.write', 'ai.use', 'analytics.read', 'inbox.read',
  'inbox.reply', 'booking.manage'], 'editor');
select is(pg_temp.permissions('viewer'), array['tenant.read', 'member.read', 'content.read', 'analytics.read'], 'viewer');
select tests.act_as('ann@a.test');
select ok(bool_and(private.can(p::app_permission)), 'owner: everything') from everything, unnest(permissions) p;
