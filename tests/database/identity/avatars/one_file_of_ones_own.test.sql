-- T12: in the bucket avatars each person writes and reads <own id>/avatar and nothing else
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
create temp table u as select tests.user_of('ann@a.test') as ann, tests.user_of('bob@b.test') as bob;
grant select on u to public;
select row_eq($$select public, file_size_limit, 'image/svg+xml' = any (allowed_mime_types), not exists (select from unnest(allowed_mime_types) t where t not like 'image/%') from storage.buckets where id = 'avatars'$$,
  row(true, 2097152::bigint, false, true), '2 MB, images only, none that runs scripts');
insert into storage.buckets (id, name) values ('other', 'other');
insert into storage.objects (bucket_id, name) select 'avatars', bob || '/avatar' from u;
select tests.act_as('ann@a.test');
select lives_ok($$insert into storage.objects (bucket_id, name) select 'avatars', ann || '/avatar' from u$$, 'one''s own');
select throws_ok(format('insert into storage.objects (bucket_id, name) select %L, %s from u', b, n), '42501', null, b || ' ' || n)
from (values ('avatars', 'bob || ''/avatar'''), ('avatars', 'bob || ''/avatar2'''), ('avatars', 'ann || ''/other'''), ('avatars', 'ann || ''/avatar/x'''), ('avatars', '''avatar'''), ('avatars', '''/avatar'''), ('other', 'ann || ''/avatar''')) v (b, n);
select results_eq('select name from storage.objects', $$select ann || '/avatar' from u$$, 'and sees no other');
select isnt_empty($$update storage.objects set metadata = '{}' returning 1$$, 'written again');
select throws_ok($$update storage.objects set name = (select bob || '/avatar' from u)$$, '42501', null, 'not moved to somebody else''s');
select isnt_empty('delete from storage.objects returning 1', 'removed');
select tests.act_as_owner();
select is(count(*)::integer, 1, 'the other''s is where it was') from storage.objects;
update users set status = 'disabled' where email = 'ann@a.test';
select tests.act_as('ann@a.test');
select throws_ok($$insert into storage.objects (bucket_id, name) select 'avatars', ann || '/avatar' from u$$, '42501', null, 'a disabled person: no');
select tests.act_as_anon();
select throws_ok($$insert into storage.objects (bucket_id, name) values ('avatars', '/avatar')$$, '42501', null, 'anonymous: no');
select is_empty('select from storage.objects', 'nor lists them');
-- Storage runs no hook: the answer is worked out on the spot
select set_config('role', 'authenticated', true), set_config('request.jwt.claims', tests.claims_of('bob@b.test')::text, true), set_config('tenantry.identity', '', true);
select results_eq('select name from storage.objects', $$select bob || '/avatar' from u$$, 'without a hook: the own');
