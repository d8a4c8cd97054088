-- S6: keys for every place; the comparison with the package stands with the concurrency tests
select is(order_key_between(a, b), k, coalesce(a, '-') || ' ' || coalesce(b, '-')) from (values
  (null, null, 'a0'), ('a0', null, 'a1'), (null, 'a0', 'Zz'), ('a0', 'a1', 'a0V'), ('a1', 'a0', 'a0V'), ('a0', 'a0V', 'a0G'), ('a0V', 'a1', 'a0l'),
  ('az', null, 'b00'), ('bzz', null, 'c000'), ('Zz', null, 'a0'), (null, 'Z0', 'Yzz'), ('Zz', 'a1', 'a0'), ('a0', 'b00', 'a1')) x (a, b, k);
select tests.refuses(format('select order_key_between(%L, %L)', a, b), 'invalid_input', coalesce(a, '-') || ' ' || coalesce(b, '-'))
from (values ('a0', 'a0'), ('', null), ('a', null), ('a00', null), ('0', null), (null, 'é0'), (null, repeat('A', 2000) || '0'), ('a0' || repeat('1', 999), null)) x (a, b);
select tests.act_as_anon();
select throws_ok($$select order_key_between('a0', null)$$, '42501', null, 'visitors need none');
