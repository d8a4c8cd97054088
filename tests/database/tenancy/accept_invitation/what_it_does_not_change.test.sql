-- T8: an invitation is no way to another role, past the plan, or around the inviter's own permissions
select tests.sign_up('ann@a.test'), tests.sign_up('ada@a.test', '{"signup_as": "invitee"}'), tests.sign_up('bob@b.test', '{"signup_as": "invitee"}'), tests.sign_up('cid@c.test', '{"signup_as": "invitee"}');
create temp table t as select tests.tenant_of('ann@a.test') as id, tests.website_of('ann@a.test') as website;
select tests.on_plan(id, 'pro'), tests.add_member('ada@a.test', id, 'admin'), tests.add_member('bob@b.test', id, 'viewer') from t;
insert into user_emails (user_id, email, verified) select tests.user_of('bob@b.test'), 'bob@' || n, true from unnest(array['other', 'third', 'fourth']) n;
create temp table tok as select e, tests.invite(e, id, 'admin', case e when 'bob@third' then website end, tests.user_of('ada@a.test')) as token from t, unnest(array['bob@other', 'bob@third', 'cid@c.test']) e;
grant select on tok, t to public;

select tests.act_as('bob@b.test');
select is((accept_invitation(token)).status, 200, 'a member accepts by another address: ' || e) from tok where e like 'bob@%';
select tests.act_as_owner();
select results_eq('select role from tenant_members where email = $$bob@b.test$$', array['viewer']::tenant_role[], 'and stays what they are');
select is_empty('select from website_members', 'no collaborator besides');

-- the inviter may give it no more
update tenant_members set role = 'viewer' where email = 'ada@a.test';
select tests.act_as('cid@c.test');
select is((accept_invitation(token)).status, 404, 'not from somebody who has been taken down') from tok where e = 'cid@c.test';
select tests.act_as_owner();
update tenant_members set role = 'admin' where email = 'ada@a.test';
select is(status::text, 'pending', 'it is still there') from invitations where email = 'cid@c.test';

-- no seat
update plans set max_collaborators = 3 where slug = 'growth';
select tests.on_plan(id, 'growth') from t;
select tests.act_as('cid@c.test');
select row_eq('select a.* from tok, accept_invitation(token) a where e = $$cid@c.test$$', row(402, 'no_seat', null, null, null)::invitation_answer, 'no seat, and no figures');
select tests.act_as_owner();
select row_eq($$select status::text, (select count(*)::integer from tenant_members where user_id = tests.user_of('cid@c.test')) from invitations where email = 'cid@c.test'$$, row('pending'::text, 0), 'nothing has happened');

-- whoever is taken off the team leaves no door open
update tenant_members set is_active = false where email = 'ada@a.test';
select is(status::text, 'revoked', 'revoked with its inviter') from invitations where email = 'cid@c.test';
-- somebody who was a member comes back as what they are invited to be
update tenant_members set is_active = false where email = 'bob@b.test';
create temp table back as select tests.invite('bob@fourth', id, 'editor') as token from t;
grant select on back to public;
select tests.act_as('bob@b.test');
select is((accept_invitation(token)).status, 200, 'invited again') from back;
select tests.act_as_owner();
select row_eq('select role, is_active from tenant_members where email = $$bob@b.test$$', row('editor'::tenant_role, true), 'as something else');
