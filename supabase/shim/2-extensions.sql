-- Supabase keeps extensions out of `public`, in a schema of their own.
create schema extensions;
create extension if not exists pgcrypto with schema extensions;
grant usage on schema extensions to anon, authenticated, service_role;

do $$
begin
  execute format('grant all on schema extensions to %I', current_setting('shim.owner'));
end
$$;
