-- S8: one website more than the plan has is refused, and the error says what, how many and which plan lifts it
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select throws_ok($$select create_website('Second')$$, 'PT402', 'Plan limit reached: max_websites (1 of 1 used)', 'the limit is named');
select tests.refuses($$select create_website('Second')$$, 'quota_exceeded', 'with its reason');
select is((select count(*)::integer from websites), 1, 'nothing is left behind');
select tests.act_as_owner();
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
select lives_ok($$select create_website('Second'), create_website('Third')$$, 'the next plan has room');
select tests.refuses($$select create_website('Fourth')$$, 'quota_exceeded', 'up to its own limit');
