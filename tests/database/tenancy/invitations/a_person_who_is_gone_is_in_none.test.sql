-- T7: whoever is anonymised leaves no address in invitations, and nobody comes in by theirs
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
create temp table tok as select tests.invite('bob@b.test', tests.tenant_of('ann@a.test'), 'admin') as token;
grant select on tok to public;
select tests.act_as('bob@b.test');
select is((accept_invitation((select token from tok))).status, 200, 'a member');
select tests.act_as('bob@b.test');
select create_invitation('cid@c.test', 'viewer');
select tests.act_as_owner();
select tests.invite('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer', tests.website_of('ann@a.test'));
delete from auth.users where email = 'bob@b.test';
select is_empty($$select from invitations where email = 'bob@b.test'$$, 'the address is gone');
select results_eq('select email, status::text from invitations', $$values ('cid@c.test', 'revoked')$$, 'whom they invited waits in vain');
select is(pending_invitations, 0, 'counted') from usage_counters;
