-- A6: name, logo, timezone, locale and the onboarding flag; nothing that billing, status or identity hang on
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select lives_ok($$update tenants set name = 'Ann', logo_url = 'https://a.test/l.png', timezone = 'Europe/Paris', locale = 'fr-CA', onboarding_completed = true$$, 'those');
select row_eq('select name, timezone, locale from tenants', row('Ann'::text, 'Europe/Paris'::text, 'fr-CA'::text), 'are changed');
select throws_ok(format('update tenants set %I = default', c), '42501', null, c)
from unnest(array['id', 'slug', 'plan_id', 'wanted_plan', 'status', 'suspended_for', 'is_default', 'trial_ends_at', 'offboard_scheduled_at', 'last_active_at', 'created_at', 'updated_at']) c;
select throws_ok('delete from tenants', '42501', null, 'delete');
select tests.act_as_service();
select throws_ok('delete from tenants', '42501', null, 'not even by the service');
select throws_ok('insert into tenants (name, slug, plan_id) values ($$x$$, $$xxx$$, gen_random_uuid())', '42501', null, 'nor an insert');
