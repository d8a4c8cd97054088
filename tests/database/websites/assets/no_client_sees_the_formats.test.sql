-- A4: what may be uploaded is for functions to read
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select throws_ok('select * from private.asset_formats', '42501', null, 'a person reads none');
select tests.act_as_service();
select throws_ok('select * from private.asset_formats', '42501', null, 'nor does the service');
select tests.act_as_owner();
select is_empty($$select * from private.asset_formats where content_type ~ 'svg|html|script|xml$' or format ~ 'svg|htm|js'$$, 'none can carry a script');
insert into private.asset_formats values ('text/plain', 'txt', 'raw');
select tests.act_as('ann@a.test');
select lives_ok($$select reserve_asset('a.txt', 10, 'text/plain')$$, 'an operator adds another');
