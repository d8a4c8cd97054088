-- T1: the tenant is called as asked, else after the person, else after the address
select tests.sign_up('a@x.test', '{"tenant_name": " Pizza  Palace ", "full_name": "Ann"}'), tests.sign_up('b@x.test', '{"full_name": "Bob B"}'),
  tests.sign_up('cid.c@x.test'), tests.sign_up(null), tests.sign_up('e@x.test', '{"tenant_name": "   ", "full_name": ""}'),
  tests.sign_up('f@x.test', jsonb_build_object('tenant_name', repeat('ä', 300)));
select set_eq('select name from tenants', array['Pizza  Palace', 'Bob B', 'cid.c', 'My team', 'e', repeat('ä', 120)], 'names');
select is_empty('select * from private.signup_failures', 'nothing failed');
