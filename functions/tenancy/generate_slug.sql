-- A readable, free name for a tenant and its first website: words of the name and four
-- random characters, more where those are taken (names without a Latin letter share one
-- space). Reserved words never end in such a suffix.
create or replace function private.generate_slug(p_name text) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_base text := lower(regexp_replace(normalize(p_name, NFD), '[\u0300-\u036f]', '', 'g')); -- é → e
  v_length integer := 4;
  v_slug text;
begin
  v_base := btrim(left(btrim(regexp_replace(v_base, '[^a-z0-9]+', '-', 'g'), '-'), 30), '-');
  loop
    v_slug := concat_ws('-', nullif(v_base, ''), left(replace(gen_random_uuid()::text, '-', ''), v_length));
    exit when not exists (select from public.tenants t where t.slug = v_slug)
      and not exists (select from private.directory d where d.kind = 'host' and d.key = v_slug || '.' || private.setting('root_domain'));
    v_length := least(v_length + 1, 9);
  end loop;
  return v_slug;
end
$$;
comment on function private.generate_slug(text) is 'Makes a slug from a name that no tenant or website has, which only this can see: pizza-palace-0f3c, 4–40 characters.';
revoke all on function private.generate_slug(text) from public;
