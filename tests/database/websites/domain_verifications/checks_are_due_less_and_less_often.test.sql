-- S10: what is due is handed out once; a claim that stays one is asked about less and less often, and after a month only by hand
select tests.sign_up(e) from unnest(array['ann@a.test', 'bob@b.test']) e;
select tests.on_plan(tests.tenant_of(e), 'growth') from unnest(array['ann@a.test', 'bob@b.test']) e;
select tests.act_as('ann@a.test'); select add_domain(tests.website_of('ann@a.test'), 'www.ann.test');
select tests.act_as('bob@b.test'); select add_domain(tests.website_of('bob@b.test'), 'www.bob.test');
select tests.act_as_service();
select is((select count(*)::integer from due_domain_checks(1)), 1, 'as many as asked for');
select is((select count(*)::integer from due_domain_checks()), 1, 'the others next');
select is_empty('select from due_domain_checks()', 'each once');
select tests.act_as_owner();
update domain_verifications set next_check_at = now() - interval '1 second';
select tests.act_as_service();
select is((select count(*)::integer from due_domain_checks()), 2, 'again, when nobody told what came of it');
select is_empty('select from due_domain_checks(-1)', 'none is none');
create function pg_temp.next(p_age interval, p_right boolean) returns interval language plpgsql as $$
declare v_row public.domain_verifications;
begin
  perform tests.act_as_owner();
  update domain_verifications set first_verified_at = first_verified_at - p_age;
  alter table domain_verifications disable trigger _200_keep;
  update domain_verifications set created_at = created_at - p_age;
  alter table domain_verifications enable trigger _200_keep;
  v_row := record_domain_check(tests.tenant_of('ann@a.test'), (select id from domain_verifications where domain = 'www.ann.test'),
    case when p_right then array(select cname_target from domain_verifications where domain = 'www.ann.test') else '{}' end);
  return v_row.next_check_at - v_row.last_checked_at;
end $$;
select is(pg_temp.next('0', false), '5 minutes', 'a new claim');
select is(pg_temp.next('2 hours', false), '1 hour', 'hours later');
select is(pg_temp.next('2 days', false), '1 day', 'days later');
select is(pg_temp.next('31 days', false), null, 'a month later');
select is(pg_temp.next('0', true), '1 day', 'a verified one');
select is(pg_temp.next('0', false), '1 hour', 'which begins to fail');
select is(pg_temp.next('0', false), '1 hour', 'and again');
select is(pg_temp.next('0', false), '5 minutes', 'just lost: somebody may be mending it');
select is(pg_temp.next('31 days', false), null, 'or not');
select tests.act_as('ann@a.test');
select is((add_domain(tests.website_of('ann@a.test'), 'www.ann.test')).next_check_at, now(), 'adding it again asks again');
