-- O5: what was done goes after 30 days, what failed after 90; what is still to do stays
insert into private.outbox (kind, payload, created_at, done_at, failed_at)
select 'a_test', jsonb_build_object('n', n), now() - interval '1 year', done, failed
from (values (1, now() - interval '31 days', null::timestamptz), (2, now() - interval '29 days', null), (3, null, now() - interval '91 days'), (4, null, now() - interval '89 days'), (5, null, null)) v (n, done, failed);
select is((select done from private.run_maintenance('outbox')), 2::bigint, 'two');
select results_eq($$select (payload ->> 'n')::integer from private.outbox order by 1$$, 'values (2), (4), (5)', 'those whose time is over');
