-- T12: a verified address belongs to one person: who proves it last, unless somebody goes by it
select tests.sign_up('old@a.test');
update auth.users set email = 'new@a.test';
select set_eq('select email, is_primary, verified from user_emails', $$values ('old@a.test', false, true), ('new@a.test', true, true)$$, 'the old address stays, verified');
select lives_ok($$select tests.sign_up('old@a.test', '{}', false)$$, 'somebody else signs up with it');
select is(count(*)::integer, 1, 'unproven, it stays where it was') from user_emails where email = 'old@a.test' and verified and not is_primary;
select lives_ok($$update auth.users set email_confirmed_at = now() where email = 'old@a.test'$$, 'and proves it');
select is(user_id, tests.user_of('old@a.test'), 'it is theirs') from user_emails where email = 'old@a.test' and verified;
select is(status, 'active', 'their tenant is active') from tenants where id = tests.tenant_of('old@a.test');
