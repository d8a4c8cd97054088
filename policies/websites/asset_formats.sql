-- reserve_asset() and complete_asset() read it; operators write it. No client has a grant; the policy says so twice.
alter table private.asset_formats enable row level security;
revoke all on private.asset_formats from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.asset_formats;
create policy select_nobody on private.asset_formats for select to authenticated
  using (false);
comment on policy select_nobody on private.asset_formats is 'No client reads it.';
