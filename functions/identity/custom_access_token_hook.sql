-- Supabase Auth calls it for each access token. It writes the platform role and nothing of tenants: a claim would outlive a
-- switch of tenants, and membership is looked up on each request anyway.
create or replace function private.custom_access_token_hook(event jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if event -> 'claims' ->> 'role' = 'authenticated' and exists (
    select from public.user_roles r
    join public.users u on u.id = r.user_id
    where r.user_id::text = event ->> 'user_id' and r.role = 'admin' and u.status = 'active' and u.deleted_at is null
  ) then
    return jsonb_set(event, '{claims,role}', '"platform_admin"');
  end if;
  return event;
end
$$;
comment on function private.custom_access_token_hook(jsonb) is
  'Gives a platform admin''s token the role platform_admin and leaves every other as it is; reads user_roles, which Supabase Auth can''t.';
revoke all on function private.custom_access_token_hook(jsonb) from public;

do $$
begin
  if to_regrole('supabase_auth_admin') is not null then
    grant usage on schema private to supabase_auth_admin;
    grant execute on function private.custom_access_token_hook(jsonb) to supabase_auth_admin;
  end if;
end
$$;
