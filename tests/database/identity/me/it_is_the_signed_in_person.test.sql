-- me() is the signed-in person, or nobody
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.act_as('ann@a.test');
select is((me()).email, 'ann@a.test', 'Ann');
select tests.request('authenticated', '{"sub": "00000000-0000-0000-0000-000000000000"}', '{}');
select is((me()).id, null, 'an unknown person: nobody');
select tests.act_as_anon();
select throws_ok('select me()', '42501', null, 'anonymous: refused');
