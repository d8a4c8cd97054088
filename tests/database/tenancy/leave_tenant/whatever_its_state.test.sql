-- T7, A3: one can leave a suspended tenant; a disabled person does nothing
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test', '{"signup_as": "invitee"}'), tests.sign_up('dis@d.test', '{"signup_as": "invitee"}');
create temp table t as select tests.tenant_of('ann@a.test') as id;
grant select on t to public;
select tests.on_plan(id, 'pro'), tests.add_member('bob@b.test', id, 'editor'), tests.add_member('dis@d.test', id, 'editor') from t;
update tenants set status = 'suspended' where id = (select id from t);
update users set status = 'disabled' where email = 'dis@d.test';
select tests.act_as('bob@b.test');
select tests.refuses('select * from pages', 'tenant_suspended', 'nothing else works');
select lives_ok('select leave_tenant(id) from t', 'leaving does');
select tests.act_as('dis@d.test');
select tests.refuses('select leave_tenant(id) from t', 'unauthenticated', 'not for a disabled person');
select tests.refuses('select accept_invitation($$x$$)', 'unauthenticated', 'who accepts nothing either');
