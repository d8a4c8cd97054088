create or replace function public.unlock_page(host text, path text, password text default null, pass text default null) returns public.live_page
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_visit public.live_page := private.visit(host, path, password, pass);
begin
  perform set_config('response.status', v_visit.status::text, true);
  return v_visit;
end
$$;
comment on function public.unlock_page(text, text, text, text) is
  'live_page for a page that needs a password, or the pass that a right password was answered with: it opens the page for a day, or until the password changes. status, also as HTTP status: 200 with the page, 401 wrong password, 429 too many attempts (10 an address, one more every 10 s), 403 and 404 as live_page. Never raises.';
revoke all on function public.unlock_page(text, text, text, text) from public;
grant execute on function public.unlock_page(text, text, text, text) to anon, authenticated, service_role;
