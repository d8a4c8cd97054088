-- T6: the owner gets every row of the tenant, once, parents first, whatever the page; also while it is suspended or offboarded
select tests.sign_up('ann@a.test', '{"full_name": "Ann"}'), tests.sign_up('bob@b.test', '{"full_name": "Bob"}'), tests.sign_up('cid@c.test', '{"full_name": "Cid"}');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro'), tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'editor');
insert into subscriptions (tenant_id, user_id) values (current_setting('t.tenant')::uuid, tests.user_of('cid@c.test'));
insert into deployments (tenant_id, website_id) select tenant_id, id from websites;
create function pg_temp.exported(p_page integer) returns table (number bigint, "position" text, "table" text, "row" json) language plpgsql as $$
declare v_after text; v_row record;
begin
  number := 0;
  loop
    for v_row in select * from export_tenant(current_setting('t.tenant')::uuid, v_after, p_page) loop
      number := number + 1; "position" := v_row.position; "table" := v_row.table; "row" := v_row."row";
      return next;
    end loop;
    exit when v_after is not distinct from "position";
    v_after := "position";
  end loop;
end $$;
grant execute on function pg_temp.exported(integer) to public;
create temp view owned as select e."table", e."row" from pg_temp.exported(1000) e;
grant select on owned to public;
select tests.act_as('ann@a.test');
create temp table whole as select * from pg_temp.exported(1000);
create temp table paged as select * from pg_temp.exported(3);
select results_eq('select "table", "row"::text from paged order by number', 'select "table", "row"::text from whole order by number', 'small pages hold the same');
select is(count(*), count(distinct "position"), 'each once') from whole;
select set_eq($$select ("row" ->> 'id')::uuid from whole where "table" = 'public.components'$$, 'select id from components', 'all components');
select is(count(*)::integer, (select count(*)::integer from audit_logs), 'the log') from whole where "table" = 'public.audit_logs';
select is(string_agg(distinct "table", ',') filter (where "table" ~ '^private'), null, 'nothing private') from whole;
select ok((select max(number) from whole where "table" = 'public.websites') < (select min(number) from whole where "table" = 'public.pages'), 'websites before pages');
select results_eq($$select "row" ->> 'full_name' from whole where "table" = 'public.users' order by 1$$, $$values ('Ann'), ('Bob'), (null)$$, 'the team by name, others by id alone');
select tests.act_as_owner();
update tenants set status = 'suspended' where id = current_setting('t.tenant')::uuid;
select tests.act_as('ann@a.test');
select isnt_empty('select * from owned', 'while it is suspended');
select tests.act_as_owner();
update tenants set status = 'offboarded' where id = current_setting('t.tenant')::uuid;
select tests.act_as('ann@a.test');
select isnt_empty('select * from owned', 'while it is offboarded');
