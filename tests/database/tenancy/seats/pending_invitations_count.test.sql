-- S8: a pending invitation takes a seat
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
update plans set max_collaborators = 3 where slug = 'growth';
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
update usage_counters set pending_invitations = 2 where tenant_id = tests.tenant_of('ann@a.test');
select tests.refuses($$select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer')$$, 'quota_exceeded', 'one member and two invitations fill three seats');
update usage_counters set pending_invitations = 1 where tenant_id = tests.tenant_of('ann@a.test');
select lives_ok($$select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer')$$, 'one leaves one');
