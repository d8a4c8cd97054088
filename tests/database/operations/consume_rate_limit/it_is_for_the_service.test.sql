-- O2: a client who could name buckets could lock others out
select throws_ok(format('set local role %I; select %s.consume_rate_limit($$k$$, 1, 1)', r, s), '42501', null, r || ': ' || s)
from unnest(array['anon', 'authenticated', 'platform_admin']) r, unnest(array['public', 'private']) s;
select tests.act_as_service();
select lives_ok($$select consume_rate_limit('k', 1, 1)$$, 'the service');
select throws_ok('select * from private.rate_limit_buckets', '42501', null, 'though not the table');
