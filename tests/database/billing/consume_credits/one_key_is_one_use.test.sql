-- B6: the same key again changes nothing and answers the same; for something else it is refused; another tenant's is another
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test'), tests.sign_up('ed@a.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('ed@a.test', tests.tenant_of('ann@a.test'), 'editor');
select private.add_credits(tests.tenant_of(e), 'free', 10, 'admin', 'x') from unnest(array['ann@a.test', 'eve@e.test']) e;
select tests.act_as('ann@a.test');
select is((consume_credits(3, 'once', 'k')).balance, 7::bigint, 'once');
select is((consume_credits(2, 'more', 'k2')).balance, 5::bigint, 'something else');
select is((consume_credits(3, 'again', 'k')).balance, 7::bigint, 'the same answer');
select is((credit_balance()).balance, 5::bigint, 'taken once');
select tests.refuses($$select consume_credits(4, 'once', 'k')$$, 'key_reused', 'another amount');
select tests.act_as('ed@a.test');
select tests.refuses($$select consume_credits(3, 'once', 'k')$$, 'key_reused', 'another person');
select tests.act_as('eve@e.test');
select is((consume_credits(4, 'mine', 'k')).balance, 6::bigint, 'another tenant');
