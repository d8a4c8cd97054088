create or replace function public.used_in_websites(asset public.assets) returns uuid[]
language sql stable security invoker set search_path = ''
as $$
  select coalesce(array_agg(distinct u.website_id), '{}')
  from public.asset_uses u
  where u.tenant_id = asset.tenant_id and u.asset_id = asset.id
$$;
comment on function public.used_in_websites(public.assets) is 'The websites whose drafts use it, of those the caller may read.';
revoke all on function public.used_in_websites(public.assets) from public;
grant execute on function public.used_in_websites(public.assets) to authenticated, service_role;
