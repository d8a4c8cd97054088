-- S11: what was not uploaded within an hour gives its room back; a late upload is deleted
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.act_as('ann@a.test');
select lives_ok(format($$select reserve_asset('a%s.png', 10, 'image/png')$$, i), 'reserved') from generate_series(1, 6) i;
select tests.act_as_owner();
create temporary table a as select row_number() over (order by original_filename) as n, id, cloudinary_public_id from assets;
alter table assets disable trigger _200_keep;
update assets set created_at = now() - interval '61 minutes' where id in (select id from a where n <= 3);
update assets set created_at = now() - interval '59 minutes' where id in (select id from a where n = 4);
alter table assets enable trigger _200_keep;
select is(tests.upload(id), 'ready', 'late, before anybody released it') from a where n = 3;
select is(private.maintain_assets(), 2::bigint, 'two are released');
select is(private.maintain_assets(), 0::bigint, 'once');
select set_eq('select n from assets join a using (id)', '{3,4,5,6}'::bigint[], 'the others stay');
select is((select storage_bytes from usage_counters where tenant_id = tests.tenant_of('ann@a.test')), 40::bigint, 'their room is free');
select set_eq($$select payload ->> 'public_id' from private.outbox where kind = 'delete_asset'$$, 'select cloudinary_public_id from a where n <= 2', 'what may have been uploaded is deleted');
select is(private.complete_asset(jsonb_build_object('public_id', cloudinary_public_id, 'resource_type', 'image', 'format', 'png', 'bytes', 10)), 'unknown', 'too late') from a where n = 1;
select is((select count(*)::integer from private.outbox), 3, 'it is deleted as well');
-- rejected ones are told of for a week
select is(tests.upload(id, '{"bytes": 11}'), 'rejected', 'rejected') from a where n >= 5;
alter table assets disable trigger _200_keep;
update assets set created_at = now() - interval '8 days' where id in (select id from a where n in (3, 5));
update assets set created_at = now() - interval '6 days' where id in (select id from a where n = 6);
alter table assets enable trigger _200_keep;
select is(private.maintain_assets(), 1::bigint, 'after a week it is forgotten');
select set_eq('select n from assets join a using (id)', '{3,4,6}'::bigint[], 'what is ready stays for ever');
select tests.act_as('ann@a.test');
select throws_ok('select private.maintain_assets()', '42501', null, 'no client releases');
