-- S8, T10: who works on websites takes one seat, however many, once accepted; a member no second one
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test'), tests.sign_up('cid@c.test');
update plans set max_collaborators = 3 where slug = 'growth';
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
create temp table w as select tests.tenant_of('ann@a.test') as tenant_id, tests.website_of('ann@a.test') as id;
insert into w select tenant_id, private.create_website_for(tenant_id, 'Two', 'two-0000') from w;
insert into website_members (tenant_id, website_id, user_id) select tenant_id, id, tests.user_of('bob@b.test') from w;
select is(member_count, 1, 'invited: not yet') from usage_counters where tenant_id = (select tenant_id from w limit 1);
update website_members set accepted_at = now();
select is(member_count, 2, 'two websites, one seat') from usage_counters where tenant_id = (select tenant_id from w limit 1);
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer');
select is(member_count, 2, 'a member besides: still one') from usage_counters where tenant_id = (select tenant_id from w limit 1);
insert into website_members (tenant_id, website_id, user_id, accepted_at) select tenant_id, id, tests.user_of('cid@c.test'), now() from w limit 1;
select is(member_count, 3, 'somebody else: another') from usage_counters where tenant_id = (select tenant_id from w limit 1);
select tests.sign_up('dan@d.test');
select tests.refuses('insert into website_members (tenant_id, website_id, user_id, accepted_at) select tenant_id, id, tests.user_of($$dan@d.test$$), now() from w limit 1', 'quota_exceeded', 'no more');
delete from website_members where user_id = tests.user_of('cid@c.test');
select is(member_count, 2, 'gone, it is free') from usage_counters where tenant_id = (select tenant_id from w limit 1);
