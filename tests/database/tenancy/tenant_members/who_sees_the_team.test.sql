-- A5: member.read shows the team of the tenant one acts for
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test'), tests.sign_up('cid@c.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer');
select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'));
select set_eq('select email from tenant_members', array['ann@a.test', 'bob@b.test'], 'a viewer sees it');
select tests.act_as('bob@b.test');
select results_eq('select email from tenant_members', array['bob@b.test'], 'not while acting for another tenant');
select is_empty(format('select * from tenant_members where tenant_id = %L', tests.tenant_of('ann@a.test')), 'not even by asking for it');
select tests.act_as('cid@c.test');
select is_empty('select * from tenant_members', 'a stranger sees nobody');
select tests.act_as_anon();
select throws_ok('select * from tenant_members', '42501', null, 'the anonymous neither');
