-- O2: a bucket gains refill_per_second, by fractions of a second, up to its capacity
select consume_rate_limit('k', 10, 2, 10);
update private.rate_limit_buckets set tokens = 0.25, updated_at = clock_timestamp() - interval '1.5 seconds';
select ok(allowed and remaining between 0.25 and 0.75, '0.25 + 1.5 s × 2 − 3') from consume_rate_limit('k', 10, 2, 3);
update private.rate_limit_buckets set tokens = 0, updated_at = clock_timestamp() - interval '100 milliseconds';
select ok(not allowed and remaining between 0.2 and 0.7 and retry_after between 0.15 and 0.4, 'what flowed in before a refusal is kept') from consume_rate_limit('k', 10, 2, 1);
update private.rate_limit_buckets set tokens = 0, updated_at = clock_timestamp() - interval '1 year';
select is(remaining, 9::float8, 'never more than it holds') from consume_rate_limit('k', 10, 2, 1);
select is(remaining, 2::float8, 'nor than a smaller limit says') from consume_rate_limit('k', 3, 0.000001, 1);
