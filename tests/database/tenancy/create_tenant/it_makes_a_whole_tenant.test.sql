-- T2: one call makes tenant, owner, counters, free subscription, website with a published home page, and an audit row
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
create temp table made as select * from create_tenant('Pizza Palace', 'growth');
select row_eq('select name, status, is_default, wanted_plan from made', row('Pizza Palace'::text, 'active'::tenant_status, false, 'growth'::text), 'it is in the answer');
select alike(slug, 'pizza-palace-____', 'its slug') from made;
select is(role, 'owner', 'and in my_tenants at once') from my_tenants() where name = 'Pizza Palace';
select tests.act_as('ann@a.test', (select id from made));
select row_eq('select user_id, role from tenant_members', row(tests.user_of('ann@a.test'), 'owner'::tenant_role), 'the owner');
select row_eq('select website_count, member_count from usage_counters', row(1, 1), 'the counters');
select row_eq('select s.status, s.billing_cycle, p.slug from subscriptions s join plans p on p.id = s.plan_id', row('active'::subscription_status, 'none'::billing_cycle, 'starter'::text), 'the subscription');
select is(w.subdomain || ' ' || w.status, made.slug || ' draft', 'the website') from websites w, made;
select row_eq('select slug, status, is_home from pages', row('/'::text, 'published'::page_status, true), 'the home page');
select results_eq('select type from components order by order_key', array['navbar', 'hero', 'features', 'gallery', 'footer'], 'its components');
select is(performed_by, tests.user_of('ann@a.test'), 'the audit row') from audit_logs where action = 'tenant.created';
