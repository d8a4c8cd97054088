-- A6: partitions are made by the service and the owner
select throws_ok(format('set local role %I; select private.ensure_partitions()', r), '42501', null, r) from unnest(array['anon', 'authenticated', 'platform_admin']) r;
set local role service_role;
select lives_ok('select private.ensure_partitions()', 'service_role');
