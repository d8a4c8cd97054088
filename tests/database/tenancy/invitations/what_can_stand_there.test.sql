-- T8: whoever writes, an invitation makes no owner, and its address, role, limit and times are in order
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
create function pg_temp.put(p_more text) returns text language sql as $$
  select format('insert into invitations (tenant_id, email, invited_by, %s) values (tests.tenant_of($q$ann@a.test$q$), $q$x@x.test$q$, tests.user_of($q$ann@a.test$q$), %s)', split_part(p_more, ' = ', 1), split_part(p_more, ' = ', 2)) $$;
select throws_ok(pg_temp.put(m), s, null, m) from (values ('role = ''owner''', '23514'), ('role = ''custom''', '23514'), ('custom_role_id = gen_random_uuid()', '23514'), ('credit_limit = -2', '23514'), ('status = ''accepted''', '23514'),
  ('accepted_at = now()', '23514'), ('website_id = gen_random_uuid()', '23503'), ('website_id = tests.website_of($q$bob@b.test$q$)', '23503')) v (m, s);
select lives_ok(pg_temp.put('website_id = tests.website_of($q$ann@a.test$q$)'), 'one of its own');
select tests.refuses(format('update invitations set %I = gen_random_uuid()', c), 'immutable', c || ' never changes') from unnest(array['tenant_id', 'id', 'website_id']) c;
update invitations set email = ' Y@Y.test';
select is(email, 'y@y.test', 'an address is in lower case') from invitations;
select lives_ok($$delete from tenants where id = tests.tenant_of('ann@a.test')$$, 'it goes with its tenant');
select is_empty('select from private.directory where kind = $$invitation$$', 'and so does its token');
