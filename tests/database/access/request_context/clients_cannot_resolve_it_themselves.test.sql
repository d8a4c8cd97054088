-- A2, A6: what reads members and tenants before policies apply is not for clients
select throws_ok(format('set local role %I; select %s', r, f), '42501', null, r || ': ' || f)
from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r,
  unnest(array['private.resolve_context(false)', $$private.context('tenant')$$, 'private.refuse()', 'private.membership(null, null)', 'private.fallback_tenant(null)']) f;
