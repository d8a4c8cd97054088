-- The database roles that Supabase provides, for a Postgres that is not Supabase.
-- Roles belong to the whole server, so another database of it may have made them already.
do $$
declare
  v_owner constant text := current_setting('shim.owner');
begin
  if to_regrole('anon') is null then
    create role anon nologin noinherit;
  end if;
  if to_regrole('authenticated') is null then
    create role authenticated nologin noinherit;
  end if;
  if to_regrole('service_role') is null then
    create role service_role nologin noinherit bypassrls;
  end if;
  if to_regrole('authenticator') is null then
    create role authenticator login noinherit;
  end if;
  grant anon, authenticated, service_role to authenticator;

  -- The owner hands these roles on (platform_admin is a member of authenticated) and acts as them in seeds and tests. A role
  -- that made them may hand them on already, and from Postgres 16 on only that; granting it twice is refused as circular.
  if not pg_has_role(v_owner, 'anon', 'member with admin option') then
    execute format('grant anon, authenticated, service_role, authenticator to %I with admin option', v_owner);
  elsif not pg_has_role(v_owner, 'anon', case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end) then
    execute format('grant anon, authenticated, service_role, authenticator to %I', v_owner);
  end if;

  -- As on Supabase: the schema is open to the API roles, and so is what the owner makes in it until it is revoked.
  execute format('grant usage, create on schema public to %I', v_owner);
  grant usage on schema public to anon, authenticated, service_role;
  execute format('alter default privileges for role %I in schema public grant all on tables to anon, authenticated, service_role', v_owner);
  execute format('alter default privileges for role %I in schema public grant all on sequences to anon, authenticated, service_role', v_owner);
  execute format('alter default privileges for role %I in schema public grant all on functions to anon, authenticated, service_role', v_owner);
end
$$;
