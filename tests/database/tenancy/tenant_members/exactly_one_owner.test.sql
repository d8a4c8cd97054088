-- T3: never two owners, never none, whoever writes
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'admin');
create temp table t as select tests.tenant_of('ann@a.test') as id;
select throws_ok('update tenant_members set role = $$owner$$ where tenant_id = (select id from t)', '23505', null, 'two');
select throws_ok('update tenant_members set is_active = false where role = $$owner$$', '23514', null, 'an inactive one');
select tests.refuses('update tenant_members set role = $$admin$$ where tenant_id = (select id from t); set constraints all immediate', 'one_owner', 'none, demoted');
select tests.refuses('delete from tenant_members where tenant_id = (select id from t); set constraints all immediate', 'one_owner', 'none, deleted');
select lives_ok('update tenant_members set role = $$admin$$ where role = $$owner$$ and tenant_id = (select id from t);
  update tenant_members set role = $$owner$$ where email = $$bob@b.test$$ and tenant_id = (select id from t); set constraints all immediate', 'none for a moment is how it moves');
