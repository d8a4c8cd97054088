create or replace function public.live_page(host text, path text) returns public.live_page
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.visit(host, path, null);
end
$$;
comment on function public.live_page(text, text) is
  'What a visit to this host and path shows, as last published. status: 200 with the page; 401 the page needs a password (unlock_page); 403 suspended; 404 no such page (site is there) or no such site. Never raises.';
revoke all on function public.live_page(text, text) from public;
grant execute on function public.live_page(text, text) to anon, authenticated, service_role;
