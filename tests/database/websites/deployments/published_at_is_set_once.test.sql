-- S3: published_at tells the first publish, last_deployed_at the latest
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.first', (publish_website(tests.website_of('ann@a.test'))).deployed_at::text, true);
select set_config('t.second', (publish_website(tests.website_of('ann@a.test'))).deployed_at::text, true);
select results_eq('select published_at, last_deployed_at from websites',
  $$values (current_setting('t.first')::timestamptz, current_setting('t.second')::timestamptz)$$, 'first and latest');
select cmp_ok(current_setting('t.first')::timestamptz, '<', current_setting('t.second')::timestamptz, 'which differ, even in one transaction');
