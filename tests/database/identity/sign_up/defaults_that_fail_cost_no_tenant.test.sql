-- T1: an address we cannot keep is written down; person and tenant are there
select lives_ok($$select tests.sign_up('x@')$$, 'an address too short for us');
select is(step, 'defaults', 'written down') from private.signup_failures;
select is(count(*)::integer, 1, 'a tenant') from tenants;
select is(status, 'pending', 'pending, without an address') from tenants;
