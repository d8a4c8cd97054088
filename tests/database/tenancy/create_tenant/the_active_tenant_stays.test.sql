-- A1: a further tenant becomes the active one only where there was none
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test', '{"signup_as": "invitee"}');
select tests.act_as('ann@a.test');
select create_tenant('second');
select is(active_tenant_id, tests.tenant_of('ann@a.test'), 'it stays') from me();
select tests.act_as('bob@b.test');
select is(private.tenant_id(), null, 'there was none');
create temp table made as select * from create_tenant('first');
select tests.act_as('bob@b.test');
select is(private.tenant_id(), (select id from made), 'now there is');
