-- A6: effects to come, failed sign-ups, buckets and settings are in tables no client reaches
select throws_ok(format('set local role %I; %s', r, format(q, t)), '42501', null, r || ': ' || format(q, t))
from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r, unnest(array['outbox', 'signup_failures', 'rate_limit_buckets', 'settings', 'errors']) t,
  unnest(array['select * from private.%I', 'delete from private.%I', 'insert into private.%I default values']) q;
