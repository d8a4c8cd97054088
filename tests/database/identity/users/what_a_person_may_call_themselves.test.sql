-- Bad values of a person's own columns are refused
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
update users set username = 'bob' where email = 'bob@b.test';
select tests.act_as('ann@a.test');
select throws_ok('update users set username = $$bob$$', '23505', null, 'a username taken');
select throws_ok(format('update users set username = %L', u), '23514', null, 'username ' || left(u, 20))
from unnest(array['', 'Ann', ' ann', '.ann', 'ann-', 'a b', 'ä', repeat('a', 41), 'a' || E'\n', '<b>']) u;
select lives_ok(format('update users set username = %L', u), 'username ' || left(u, 20)) from unnest(array['a', 'ann.lee_2-x', repeat('a', 40)]) u;
select throws_ok(format('update users set avatar_url = %L', u), '23514', null, 'avatar ' || left(u, 30))
from unnest(array['javascript:alert(1)', 'data:image/png;base64,', '/x.png', 'ftp://x', ' https://x', 'https://' || repeat('x', 2048)]) u;
select throws_ok(format('update users set preferences = %L', p), 'PT400', 'Invalid input: preferences: expected an object', 'preferences ' || p)
from unnest(array['[]', '1', 'null', '"x"']) p;
select throws_ok(format('update users set preferences = %L', json_build_object('a', repeat('x', 16384))), '23514', null, 'preferences too large');
select throws_ok(format('update users set %I = repeat($$x$$, %s)', c, n + 1), '23514', null, c || ' too long')
from (values ('first_name', 255), ('last_name', 255), ('full_name', 511), ('avatar_path', 512)) v (c, n);
-- the picture is the own one
select throws_ok(format('update users set avatar_path = %L', p), '23514', null, 'path ' || p)
from unnest(array['', 'avatar', tests.user_of('bob@b.test') || '/avatar', tests.user_of('ann@a.test')::text, tests.user_of('ann@a.test') || '/',
  tests.user_of('ann@a.test') || '/../' || tests.user_of('bob@b.test') || '/avatar', tests.user_of('ann@a.test') || '/./avatar', tests.user_of('ann@a.test') || '//avatar']) p;
select lives_ok(format('update users set avatar_path = %L', p), 'path ' || coalesce(p, 'none')) from unnest(array[tests.user_of('ann@a.test') || '/avatar', null]) p;
