create or replace function public.get_total_page_views(tid uuid, since timestamptz) returns bigint
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_timezone text := private.open_analytics(null);
begin
  if tid is distinct from private.tenant_id() then perform private.fail('not_found', 'tenant'); end if;
  return (
    select coalesce(sum(m.page_views), 0) from public.usage_metrics m
    where m.tenant_id = tid and m.date >= (since at time zone v_timezone)::date);
end
$$;
comment on function public.get_total_page_views(uuid, timestamptz) is
  'Page views of all websites of a tenant since the day of that moment. Errors: PT402 plan_required, PT403 forbidden (needs analytics.read, on all of them), PT404 (another tenant than the request''s).';
revoke all on function public.get_total_page_views(uuid, timestamptz) from public;
grant execute on function public.get_total_page_views(uuid, timestamptz) to authenticated;
