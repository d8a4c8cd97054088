-- T6, O4: however many purges fail, those behind them are done
select tests.sign_up('p' || n || '@a.test') from generate_series(1, 8) n;
update tenants set status = 'offboarded', offboard_scheduled_at = now() - interval '91 days' - (select extract(day from interval '1 day' * (9 - substr(u.email, 2, 1)::integer)) * interval '1 day' from users u join tenant_members m on m.user_id = u.id where m.tenant_id = tenants.id);
create function private.before_purge_test(p_tenant uuid) returns void language plpgsql as $$ begin
  if p_tenant in (select tests.tenant_of('p' || n || '@a.test') from generate_series(1, 6) n) then raise exception 'stuck'; end if; end $$;
select is(private.maintain_purges(), 2::bigint, 'two are not stuck');
select is(count(*), 6::bigint, 'six are left') from tenants;
