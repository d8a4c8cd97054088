-- S5, A3: no preview of what is suspended, archived or not confirmed
select tests.sign_up('ann@a.test'), tests.sign_up('new@n.test', '{}', false);
select tests.act_as('ann@a.test');
select set_config('t.host', subdomain || '.localhost', true), set_config('t.website', id::text, true) from websites;
select set_config('t.token', token, true) from create_preview_link(current_setting('t.website')::uuid);
select tests.act_as_owner();
create function pg_temp.sees() returns text language sql as $$
  select v.status || coalesce(v.site::text, '') || coalesce(v.page::text, '') from public.preview_page(current_setting('t.host'), '/', current_setting('t.token')) v
$$;
select matches(pg_temp.sees(), '^200\{', 'a draft can be seen');
update tenants set status = 'suspended' where id = tests.tenant_of('ann@a.test');
select is(pg_temp.sees(), '403', 'not of a suspended tenant');
update tenants set status = 'active' where id = tests.tenant_of('ann@a.test');
update websites set status = 'suspended' where id = current_setting('t.website')::uuid;
select is(pg_temp.sees(), '403', 'nor a suspended website');
select tests.act_as('ann@a.test');
select tests.refuses($$select create_preview_link(current_setting('t.website')::uuid)$$, 'website_suspended', 'no new link either');
select tests.act_as_owner();
update websites set status = 'draft' where id = current_setting('t.website')::uuid;
update websites set status = 'archived' where id = current_setting('t.website')::uuid;
select is(pg_temp.sees(), '404', 'nor an archived one');
update tenants set status = 'offboarded' where id = tests.tenant_of('ann@a.test');
select is(pg_temp.sees(), '404', 'nor of a tenant that has left');
select tests.act_as('new@n.test');
select tests.refuses($$select create_preview_link(tests.website_of('new@n.test'))$$, 'email_not_confirmed', 'nor before the address is confirmed: a preview is a page for strangers too');
