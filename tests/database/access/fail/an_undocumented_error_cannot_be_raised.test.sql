-- A9: a reason the catalogue does not know is a bug, and says so
select throws_ok($$select private.fail('no_such_reason')$$, 'P0001', 'the error catalogue has no reason "no_such_reason"', 'unknown');
select throws_ok($$select private.fail(null)$$, 'P0001', null, 'null');
set local role anon;
select throws_ok($$select private.fail('forbidden', 'x')$$, 'PT403', null, 'clients'' own statements can raise, too');
select throws_ok('select * from private.errors', '42501', null, 'but do not read the catalogue');
