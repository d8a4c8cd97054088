-- What says where a visit comes from is taken from the request; nobody says it of themselves.
create or replace function private.track_page_view(
  p_host text, p_path text, p_event text, p_referrer text, p_load_time_ms integer, p_bytes bigint
) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_headers json := nullif(current_setting('request.headers', true), '')::json;
begin
  if v_headers ->> 'dnt' = '1' or v_headers ->> 'sec-gpc' = '1' then return; end if;
  perform private.record_page_events(jsonb_build_array(jsonb_build_object(
    'host', p_host, 'path', p_path, 'event', p_event, 'referrer', p_referrer, 'load_time_ms', p_load_time_ms, 'bytes', p_bytes,
    'address', private.client_address(), 'user_agent', v_headers ->> 'user-agent',
    'country', v_headers ->> nullif(private.setting('country_header'), ''))));
end
$$;
comment on function private.track_page_view(text, text, text, text, integer, bigint) is
  'Counts a visit for visitors, who may write no table; whether it counts depends on the request''s headers and the site alone. Never raises.';
revoke all on function private.track_page_view(text, text, text, text, integer, bigint) from public;
grant execute on function private.track_page_view(text, text, text, text, integer, bigint) to anon, authenticated, service_role;

create or replace function public.track_page_view(
  host text, path text, event text default 'view', referrer text default null, load_time_ms integer default null, bytes bigint default null
) returns void
language sql volatile security invoker set search_path = ''
as $$
  select private.track_page_view(host, path, event, referrer, load_time_ms, bytes)
$$;
comment on function public.track_page_view(text, text, text, text, integer, bigint) is
  'Counts a visit to a published page; for front ends of their own, where the tracking snippet is not. event: view when it is opened, leave when it is left (then with load_time_ms and bytes). Address and agent are the request''s own and are not kept. Answers nothing, whether it counted or not: robots, do-not-track, sites that don''t count and too many events don''t. Never raises.';
revoke all on function public.track_page_view(text, text, text, text, integer, bigint) from public;
grant execute on function public.track_page_view(text, text, text, text, integer, bigint) to anon, authenticated, service_role;

create or replace function public.track_page_views(events jsonb) returns bigint
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if jsonb_typeof(events) is distinct from 'array' or jsonb_array_length(events) > 1000 then
    perform private.fail('invalid_input', 'events (expected an array of at most 1000)');
  end if;
  return private.record_page_events(events);
end
$$;
comment on function public.track_page_views(jsonb) is
  'track_page_view for many visits at once, by whoever has seen the visitors: [{"host", "path", "event": "view" or "leave", "address", "user_agent", "referrer", "country", "load_time_ms", "bytes", "at"}]; at most 1000, none older than an hour. Answers how many counted. Errors: PT400 invalid_input. For the service only.';
revoke all on function public.track_page_views(jsonb) from public;
grant execute on function public.track_page_views(jsonb) to service_role;
