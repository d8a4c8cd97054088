-- S11: two hundred reservations at once, and one more a second
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.act_as('ann@a.test');
select lives_ok($$select reserve_asset('a.png', 1, 'image/png') from generate_series(1, 200)$$, 'two hundred');
select tests.act_as_owner();
update private.rate_limit_buckets set tokens = 0.5, updated_at = clock_timestamp();
select tests.act_as('ann@a.test');
select tests.refuses($$select reserve_asset('a.png', 1, 'image/png')$$, 'rate_limited', 'then not');
select tests.act_as('bob@b.test');
select lives_ok($$select reserve_asset('a.png', 1, 'image/png')$$, 'others have their own');
