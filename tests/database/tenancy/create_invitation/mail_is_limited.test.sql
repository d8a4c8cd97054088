-- T8: a team sends so many invitations a day, and an address gets so many, of one team or of all; what is refused renews nothing
select tests.sign_up(n || '@a.test') from unnest(array['ann', 'bea', 'cat']) n;
select tests.on_plan(t.id, 'pro') from tenants t;
create function pg_temp.invite(p_email text, p_times integer) returns integer language plpgsql as $$
declare v_sent integer := 0;
begin
  for i in 1 .. p_times loop
    perform public.create_invitation(p_email, 'viewer');
    v_sent := v_sent + 1;
  end loop;
  return v_sent;
exception when sqlstate 'PT429' then return -v_sent;
end $$;
grant execute on function pg_temp.invite(text, integer) to public;
create temp table tokens (n integer, key text);
select tests.act_as('ann@a.test');
select is(pg_temp.invite('bob@b.test', 10), 10, 'ten to one address');
select tests.act_as_owner();
insert into tokens select 1, d.key from private.directory d where d.kind = 'invitation';
select tests.act_as('ann@a.test');
select tests.refuses($$select create_invitation('bob@b.test', 'viewer')$$, 'rate_limited', 'not an eleventh');
select tests.refuses($$select create_invitation('Bob+more@b.test', 'viewer')$$, 'rate_limited', 'whatever stands behind a plus');
select tests.act_as_owner();
select results_eq($$select d.key from private.directory d where d.kind = 'invitation'$$, 'select key from tokens', 'the token before stays good');
select tests.act_as('bea@a.test');
select is(pg_temp.invite('bob@b.test', 10), 10, 'another team has its own ten');
select tests.act_as('cat@a.test');
select tests.refuses($$select create_invitation('bob@b.test', 'viewer')$$, 'rate_limited', 'but nobody gets more than twenty');
select is(pg_temp.invite('cid@c.test', 1), 1, 'others do');
select tests.act_as_owner();
update private.rate_limit_buckets set updated_at = updated_at - interval '1 hour';
select tests.act_as('cat@a.test');
select is(pg_temp.invite('bob@b.test', 1), 1, 'one more an hour');
select tests.act_as_owner();
update private.rate_limit_buckets set tokens = 2 where key = 'invitations ' || tests.tenant_of('cat@a.test');
select tests.act_as('cat@a.test');
select is((select pg_temp.invite('d1@d.test', 1) + pg_temp.invite('d2@d.test', 1)), 2, 'a team uses up its day');
select tests.refuses($$select create_invitation('d3@d.test', 'viewer')$$, 'rate_limited', 'and waits');
select tests.act_as_owner();
select is((select count(*)::integer from public.invitations where email = 'd3@d.test'), 0, 'nothing is left of what was refused');
