-- A draft for somebody with a preview link (S5): the one other way the public reads.
--  1. The token's hash leads to the link; whoever has none is slowed down. Another website's host
--     is not where it is shown, and it counts as long as the person who made it may edit.
--  2. What is dark stays dark.
--  3. The page as it is now. One with a password keeps it.
-- Everything is answered, not raised, so that what an attempt has cost is not rolled back (A10).
create or replace function private.preview(p_host text, p_path text, p_token text, p_password text, p_pass text) returns public.live_page
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_link public.preview_links;
  v_hash text;
  v_visit public.live_page;
begin
  -- 1.
  select l.* into v_link
  from private.directory t
  join public.preview_links l on l.tenant_id = t.tenant_id and l.id = t.object_id
  join private.directory h on h.tenant_id = l.tenant_id and h.object_id = l.website_id
  where t.kind = 'preview' and t.key = private.token_hash(p_token)
    and h.kind = 'host' and h.key = rtrim(lower(split_part(p_host, ':', 1)), '.')
    and l.expires_at > clock_timestamp()
    and private.person_can_on(l.created_by, 'content.write', l.tenant_id, l.website_id);
  if not found then
    v_visit.status := case when (private.consume_rate_limit(
      concat_ws(' ', 'preview_page', coalesce(private.client_network(), '-')), 20, 0.2)).allowed then 404 else 429 end;
    return v_visit;
  end if;
  if not (private.consume_rate_limit(concat_ws(' ', 'preview_page', v_link.id), 100, 5)).allowed then
    v_visit.status := 429;
    return v_visit;
  end if;

  -- 2.
  select case
      when w.status = 'suspended' or t.status = 'suspended' then 403
      when w.status = 'archived' or t.status <> 'active' then 404
      else 200 end
  into v_visit.status
  from public.websites w join public.tenants t on t.id = w.tenant_id
  where w.tenant_id = v_link.tenant_id and w.id = v_link.website_id;
  if v_visit.status <> 200 then return v_visit; end if;

  -- 3.
  v_visit.website_id := v_link.website_id;
  v_visit.site := private.draft_site(v_link.tenant_id, v_link.website_id);
  select p.page_id, p.content, w.password_hash into v_visit.page_id, v_visit.page, v_hash
  from private.draft_pages(v_link.tenant_id, v_link.website_id, '/' || btrim(p_path, '/')) p
  left join private.page_passwords w on w.tenant_id = v_link.tenant_id and w.page_id = p.page_id;
  if not found then
    v_visit.status := 404;
  elsif v_hash is not null then
    select o.status, o.pass into v_visit.status, v_visit.pass from private.open_page(v_visit.page_id, v_hash, p_password, p_pass) o;
    if v_visit.status <> 200 then v_visit.page := null; end if;
  end if;
  return v_visit;
end
$$;
comment on function private.preview(text, text, text, text, text) is
  'Reads one page of a draft for whoever has a valid token of that very website, and may read no table.';
revoke all on function private.preview(text, text, text, text, text) from public;
grant execute on function private.preview(text, text, text, text, text) to anon, authenticated, service_role;

create or replace function public.preview_page(host text, path text, token text, password text default null, pass text default null) returns public.live_page
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_visit public.live_page := private.preview(host, path, token, password, pass);
begin
  perform set_config('response.status', v_visit.status::text, true);
  return v_visit;
end
$$;
comment on function public.preview_page(text, text, text, text, text) is
  'What a visit to this host and path would show if the website were published now, for whoever has a preview link''s token. status, also as HTTP status: 200 with the page (deployment_id null), 401 the page needs its password too, 403 suspended, 404 no such page, host or link, or the link is over; 429 too many tries (20 an address, one more every 5 s) or views (100 a link, 5 more every second). Never raises.';
revoke all on function public.preview_page(text, text, text, text, text) from public;
grant execute on function public.preview_page(text, text, text, text, text) to anon, authenticated, service_role;
