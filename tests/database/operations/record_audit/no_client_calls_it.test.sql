-- O1, A6: nobody writes the log but the database
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select throws_ok(format('set local role %I; %s', r, q), '42501', null, r || ': ' || q)
from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r,
  unnest(array['select private.record_audit($$a.b$$, null, null)', 'insert into audit_logs (action) values ($$a.b$$)', 'update audit_logs set action = $$a.b$$', 'delete from audit_logs', 'truncate audit_logs']) q;
