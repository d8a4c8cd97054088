-- T4: a subdomain never changes, whoever asks
select tests.sign_up('ann@a.test');
select tests.refuses($$update websites set subdomain = 'other-name'$$, 'immutable', 'the owner of the table included');
select tests.act_as_service();
select tests.refuses($$update websites set subdomain = 'other-name'$$, 'immutable', 'the service too');
select lives_ok($$update websites set subdomain = subdomain$$, 'the same again is no change');
