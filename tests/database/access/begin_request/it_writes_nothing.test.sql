-- A1: the request context is resolved in a read-only transaction
select tests.sign_up('ann@a.test');
set transaction read only;
select lives_ok($$select tests.act_as('ann@a.test')$$, 'begin_request in a read-only transaction');
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'resolves the tenant');
select isnt_empty('select * from tenants', 'and policies read on');
