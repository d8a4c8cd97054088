-- T8: bad addresses, roles and limits are refused, and nobody is invited beyond the inviter's own permissions
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test'), tests.sign_up('max@m.test', '{"signup_as": "invitee"}'), tests.sign_up('vic@v.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro'), tests.add_member('vic@v.test', tests.tenant_of('ann@a.test'), 'viewer');
insert into tenant_roles (tenant_id, key, name, permissions) select tests.tenant_of(e), key, key, p::app_permission[] from (values ('ann@a.test', 'manager', '{tenant.read,member.read,member.manage,content.read,analytics.read}'),
  ('ann@a.test', 'biller', '{tenant.read,billing.read}'), ('bob@b.test', 'theirs', '{tenant.read}')) v (e, key, p);
insert into tenant_members (tenant_id, user_id, role, custom_role_id) select tenant_id, tests.user_of('max@m.test'), 'custom', id from tenant_roles where key = 'manager';
create temp table ids as select id, key from tenant_roles union all select tests.website_of('bob@b.test'), 'website' union all select tests.website_of('ann@a.test'), 'own website';
grant select on ids to public;

select tests.act_as('ann@a.test');
select tests.refuses(format('select create_invitation(%L, $$viewer$$)', e), 'invalid_input', 'address ' || coalesce(left(e, 20), 'null'))
from unnest(array[null, '', 'x', '@', 'a@', '@b', 'a b@c.test', 'a@b@c.test', 'a@c.test,b@c.test', 'Ann <a@c.test>', E'a@c.test\nbcc:x', repeat('x', 320) || '@c.test']) e;
select tests.refuses($$select create_invitation('x@x.test', 'owner')$$, 'one_owner', 'an owner');
select tests.refuses($$select create_invitation('x@x.test', null)$$, 'invalid_input', 'no role');
select tests.refuses($$select create_invitation('x@x.test', 'custom')$$, 'invalid_input', 'custom, but which');
select tests.refuses($$select create_invitation('x@x.test', 'viewer', custom_role => (select id from ids where key = 'biller'))$$, 'invalid_input', 'two roles');
select tests.refuses($$select create_invitation('x@x.test', 'custom', (select id from ids where key = 'own website'), (select id from ids where key = 'biller'))$$, 'invalid_input', 'a custom role on a website');
select tests.refuses($$select create_invitation('x@x.test', 'custom', custom_role => (select id from ids where key = 'theirs'))$$, 'not_found', 'a role of another tenant');
select tests.refuses($$select create_invitation('x@x.test', 'viewer', (select id from ids where key = 'website'))$$, 'not_found', 'a website of another tenant');
select tests.refuses(format($$select create_invitation('x@x.test', 'viewer', credit_limit => %L)$$, l), 'invalid_input', 'a limit of ' || coalesce(l, 'null')) from unnest(array['-2', null]) l;
select tests.refuses($$select create_invitation('vic@v.test', 'editor')$$, 'already_member', 'a member');
select create_invitation('boss@x.test', 'admin');

select tests.act_as('max@m.test');
select tests.refuses(format($$select create_invitation('x@x.test', %L)$$, r), 'role_ceiling', 'a manager of little: ' || r) from unnest(array['admin', 'developer', 'editor']) r;
select tests.refuses($$select create_invitation('x@x.test', 'custom', custom_role => (select id from ids where key = 'biller'))$$, 'role_ceiling', 'nor a role that may something else');
select tests.refuses($$select create_invitation('x@x.test', 'admin', (select id from ids where key = 'own website'))$$, 'role_ceiling', 'nor on one website');
select lives_ok($$select create_invitation('x@x.test', 'viewer')$$, 'a smaller one');
select lives_ok($$select create_invitation('x@x.test', 'custom', custom_role => (select id from ids where key = 'manager'))$$, 'or one''s own');
select tests.refuses($$select create_invitation('boss@x.test', 'viewer')$$, 'role_ceiling', 'an invitation of somebody above is not theirs to change');
select tests.refuses($$select revoke_invitation((select id from invitations where email = 'boss@x.test'))$$, 'role_ceiling', 'or to revoke');
