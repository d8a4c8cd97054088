-- O2: limits that make no sense are 400, and leave no bucket
select tests.refuses(format('select consume_rate_limit(%L, %L, %L, %L)', k, capacity, refill, cost), 'invalid_input', concat_ws(' ', coalesce(left(k, 9), 'null'), capacity, refill, cost))
from (values (null, '1', '1', '1'), ('', '1', '1', '1'), (repeat('k', 401), '1', '1', '1'), ('k', '0', '1', '0'), ('k', '-1', '1', '0'), ('k', 'NaN', '1', '1'), ('k', 'Infinity', '1', '1'),
  ('k', null, '1', '1'), ('k', '1', '0', '1'), ('k', '1', '-1', '1'), ('k', '1', 'NaN', '1'), ('k', '1', 'Infinity', '1'), ('k', '1', null, '1'),
  ('k', '1', '1', '-1'), ('k', '1', '1', '2'), ('k', '1', '1', 'NaN'), ('k', '1', '1', 'Infinity'), ('k', '1', '1', '-Infinity'), ('k', '1', '1', null)) v (k, capacity, refill, cost);
select is_empty('select * from private.rate_limit_buckets', 'no bucket');
