-- T11, A1: the token of a platform admin gets that role; nothing of tenants is ever written, and no client calls the hook
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test'), tests.sign_up('off@o.test');
update user_roles set role = 'admin' where user_id in (tests.user_of('eve@e.test'), tests.user_of('off@o.test'));
update users set status = 'disabled' where email = 'off@o.test';
create function pg_temp.event(p_email text, p_role text default 'authenticated') returns jsonb language sql as $$
  select jsonb_build_object('user_id', tests.user_of(p_email), 'authentication_method', 'password', 'claims', jsonb_build_object('role', p_role, 'sub', tests.user_of(p_email), 'aal', 'aal1')) $$;
select is(private.custom_access_token_hook(pg_temp.event('ann@a.test')), pg_temp.event('ann@a.test'), 'anybody''s stays as it is');
select is(private.custom_access_token_hook(pg_temp.event('eve@e.test')), pg_temp.event('eve@e.test', 'platform_admin'), 'an admin''s gets the role, and nothing else');
select is(private.custom_access_token_hook(pg_temp.event('off@o.test')), pg_temp.event('off@o.test'), 'a disabled admin''s does not');
select is(private.custom_access_token_hook(pg_temp.event('eve@e.test', 'anon')), pg_temp.event('eve@e.test', 'anon'), 'nor a token of another kind');
select is(private.custom_access_token_hook('{"claims": {"role": "authenticated"}}'), '{"claims": {"role": "authenticated"}}'::jsonb, 'nobody''s neither');
select throws_ok(format('set local role %s; select private.custom_access_token_hook(''{}'')', r), '42501', null, r) from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r;
