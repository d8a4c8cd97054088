-- O4: a task is found in the catalog; one that fails is told, and a purge that fails is left for the next time
select tests.sign_up(e) from unnest(array['ann@a.test', 'bob@b.test']) e;
update tenants set status = 'offboarded', offboard_scheduled_at = now() - interval '91 days';
insert into private.settings (key, value) values ('stuck', tests.tenant_of('ann@a.test')::text);
create function private.maintain_a_test() returns bigint language sql as 'select 7::bigint';
create function private.maintain_b_test() returns bigint language plpgsql as $$ begin raise exception 'broken'; end $$;
create function private.before_purge_test(p_tenant uuid) returns void language plpgsql as $$ begin if p_tenant::text = private.setting('stuck') then raise exception 'stuck'; end if; end $$;
create temp table report as select * from private.run_maintenance();
select results_eq($$select done, problem from report where task = 'a_test'$$, $$values (7::bigint, null::text)$$, 'found');
select results_eq($$select done, problem from report where task = 'b_test'$$, $$values (null::bigint, 'P0001: broken')$$, 'told');
select results_eq($$select done, problem from report where task = 'purges'$$, $$values (1::bigint, null::text)$$, 'the others are done');
select results_eq('select id::text from tenants', 'select value from private.settings where key = ''stuck''', 'who is stuck stays whole');
