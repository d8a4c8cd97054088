-- O2: a clock that goes back neither fills nor empties a bucket, nor moves it back
select consume_rate_limit('k', 10, 1, 10);
update private.rate_limit_buckets set tokens = 3, updated_at = '2100-01-01';
select ok(allowed and remaining = 2, 'nothing flows in') from consume_rate_limit('k', 10, 1);
select is(updated_at, '2100-01-01', 'the bucket stays where it was') from private.rate_limit_buckets;
