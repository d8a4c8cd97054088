-- A wrong guess is answered, not raised, so that the attempt it cost is not rolled back (A10).
create or replace function private.unlock_page(p_host text, p_path text, p_password text) returns public.live_page
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_page public.live_page := private.live_page(p_host, p_path);
  v_hash text;
begin
  if v_page.status = 401 then
    select w.password_hash into v_hash
    from private.directory h
    join private.page_passwords w on w.tenant_id = h.tenant_id and w.page_id = v_page.page_id
    where h.kind = 'host' and h.key = private.normalise_host(p_host);
    -- by address first, so that one guesser does not use up everybody's attempts
    if not (private.consume_rate_limit(
              concat_ws(' ', 'unlock_page', v_page.page_id, coalesce(host(private.client_address()), '-')), 10, 0.1)).allowed
       or not (private.consume_rate_limit(concat_ws(' ', 'unlock_page', v_page.page_id), 100, 1)).allowed then
      v_page.status := 429;
    elsif extensions.crypt(coalesce(left(p_password, 200), ''), v_hash) = v_hash then
      v_page.status := 200;
      v_page.page := (
        select p.content
        from private.directory h
        join public.deployment_pages p
          on p.tenant_id = h.tenant_id and p.deployment_id = h.deployment_id and p.slug = private.normalise_path(p_path)
        where h.kind = 'host' and h.key = private.normalise_host(p_host));
    end if;
  end if;
  perform set_config('response.status', v_page.status::text, true);
  return v_page;
end
$$;
comment on function private.unlock_page(text, text, text) is
  'Compares a visitor''s password with the hash, which nobody may read, and spends an attempt. Sets response.status to a number of its own.';
revoke all on function private.unlock_page(text, text, text) from public;
grant execute on function private.unlock_page(text, text, text) to anon, authenticated, service_role;

create or replace function public.unlock_page(host text, path text, password text) returns public.live_page
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.unlock_page(host, path, password);
end
$$;
comment on function public.unlock_page(text, text, text) is
  'live_page for a page that needs a password. status, also as HTTP status: 200 with the page, 401 wrong password, 429 too many attempts (10 an address, one more every 10 s), 403 and 404 as live_page. Never raises.';
revoke all on function public.unlock_page(text, text, text) from public;
grant execute on function public.unlock_page(text, text, text) to anon, authenticated, service_role;
