-- O4, A6: the service runs it, no client does
select tests.act_as_service();
select isnt_empty('select * from run_maintenance()', 'the service');
select throws_ok('select private.' || f, '42501', null, f || ' alone, not even the service') from unnest(array['maintain_purges()', 'maintain_outbox()', 'maintain_rate_limits()', 'maintain_partitions()', 'maintenance_tasks()', 'schedule_maintenance()', 'publish_realtime()']) f;
select tests.act_as_anon();
select throws_ok('select * from run_maintenance()', '42501', null, 'anonymous');
select throws_ok('select * from private.run_maintenance()', '42501', null, 'nor behind it');
select tests.sign_up('ann@a.test') from tests.act_as_owner();
select tests.act_as('ann@a.test');
select throws_ok('select * from run_maintenance()', '42501', null, 'signed in');
