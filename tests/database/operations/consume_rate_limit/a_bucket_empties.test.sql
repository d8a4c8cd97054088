-- O2: a bucket gives what it holds; what it refuses costs nothing and says when to come back
select row_eq($$select * from consume_rate_limit('k', 2, 0.001)$$, row(true, 1::float8, 0::float8), 'the first of two');
select ok(allowed and remaining < 0.1, 'the second') from consume_rate_limit('k', 2, 0.001);
select ok(not allowed and remaining < 0.1 and retry_after between 900 and 1000, 'the third waits') from consume_rate_limit('k', 2, 0.001);
select ok(not allowed and remaining < 0.1, 'a refusal takes nothing') from consume_rate_limit('k', 2, 0.001);
select ok(allowed, 'another key has its own') from consume_rate_limit('l', 2, 0.001);
select ok(allowed and remaining < 0.1, 'a cost of nothing is always granted') from consume_rate_limit('k', 2, 0.001, 0);
