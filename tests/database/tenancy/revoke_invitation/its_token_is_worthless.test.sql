-- T8: a revoked invitation frees seat and token, and stays revoked
select tests.sign_up('ann@a.test'), tests.sign_up('new@n.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
create temp table made as select (c.invitation).*, c.token from create_invitation('new@n.test', 'editor') c;
grant select on made to public;
select is((revoke_invitation((select id from made))).status::text, 'revoked', 'revoked');
select is((revoke_invitation((select id from made))).status::text, 'revoked', 'again: still');
select is(pending_invitations, 0, 'the seat is free') from usage_counters;
select tests.refuses('select revoke_invitation(gen_random_uuid())', 'not_found', 'one that is not there');
select is(count(*)::integer, 1, 'audited') from audit_logs where action = 'invitation.revoked' and performed_by = tests.user_of('ann@a.test');
select isnt((select (create_invitation('new@n.test', 'editor')).invitation.id), (select id from made), 'inviting again makes another one');
select tests.act_as_owner();
select is_empty($$select from private.directory where object_id = (select id from made)$$, 'no token');
select tests.refuses(format('update invitations set status = %L where id = (select id from made)', s), 'immutable', 'whoever writes: never ' || s) from unnest(array['pending', 'accepted', 'expired']) s;
