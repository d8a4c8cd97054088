-- T8: my_invitations() shows what one's verified addresses are invited to, by active tenants, while it lasts
select tests.sign_up('ann@a.test', '{"tenant_name": "Ann & Co", "full_name": "Ann Lee"}'), tests.sign_up('bob@b.test'), tests.sign_up('new@n.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of(e), 'pro') from unnest(array['ann@a.test', 'bob@b.test']) e;
insert into user_emails (user_id, email, verified) values (tests.user_of('new@n.test'), 'second@n.test', true), (tests.user_of('new@n.test'), 'unproven@n.test', false);
select tests.invite(e, tests.tenant_of('ann@a.test'), 'editor', case when e like 'second%' then tests.website_of('ann@a.test') end) from unnest(array['new@n.test', 'second@n.test', 'unproven@n.test', 'else@n.test']) e;
select tests.invite('new@n.test', tests.tenant_of('bob@b.test'));
update tenants set status = 'suspended' where id = tests.tenant_of('bob@b.test');
select tests.act_as('new@n.test');
select set_eq('select tenant_name, website_name, role, invited_by_name, email from my_invitations()',
  $$values ('Ann & Co', null, 'editor'::tenant_role, 'Ann Lee', 'new@n.test'), ('Ann & Co', 'Ann & Co', 'editor', 'Ann Lee', 'second@n.test')$$, 'two of five');
select is_empty('select * from invitations', 'the invitation itself is the team''s');
select tests.act_as('ann@a.test');
select is_empty('select * from my_invitations()', 'nobody else''s');
select tests.act_as_owner();
update invitations set expires_at = now();
select tests.act_as('new@n.test');
select is_empty('select * from my_invitations()', 'none whose time is over');
