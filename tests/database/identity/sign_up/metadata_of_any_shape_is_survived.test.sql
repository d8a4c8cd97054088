-- T1: whatever the metadata holds, the sign-up goes through with a tenant, and nothing fails
select tests.sign_up('u' || n || '@a.test', meta) from unnest(array[
  null, 'null', '[]', '"x"', '1', '{}', '{"first_name": 1, "last_name": [2], "full_name": {"a": 3}, "avatar_url": 4, "tenant_name": {"b": 5}}',
  '{"first_name": null, "tenant_name": null, "signup_as": null, "wanted_plan": null}', '{"signup_as": ["invitee"]}', '{"signup_as": {"invitee": true}}',
  '{"avatar_url": "javascript:alert(1)"}', '{"avatar_url": "data:text/html,x"}', '{"wanted_plan": "no such plan"}', '{"wanted_plan": ["pro"]}',
  '{"tenant_name": "ピザ"}', '{"tenant_name": "🍕"}', '{"tenant_name": "<script>alert(1)</script>"}', '{"tenant_name": "''; drop table users; --"}',
  '{"tenant_name": "www"}', '{"tenant_name": "\u200b"}', '{"id": "00000000-0000-0000-0000-000000000001", "role": "admin", "status": "disabled", "plan_id": 1}'
]::jsonb[]) with ordinality m (meta, n);
select tests.sign_up('huge@a.test', (select jsonb_object_agg(k, repeat('ü', 1000000))
  from unnest(array['first_name', 'last_name', 'full_name', 'name', 'avatar_url', 'tenant_name', 'wanted_plan', 'signup_as']) k));
select is_empty('select user_id, step, error from private.signup_failures', 'nothing failed');
select is(count(*)::integer, 22, 'everybody has a tenant') from tenants;
select is(count(*)::integer, 0, 'and is a plain member of the platform') from user_roles where role <> 'member';
select is_empty($$select avatar_url from users where avatar_url is not null$$, 'no odd picture');
select is_empty($$select email from users where status <> 'active'$$, 'everybody is active');
