-- Triggers of preview_links: the token leads somewhere exactly as long as its link is there.
create or replace function private.release_preview_token() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.directory d where d.kind = 'preview' and d.tenant_id = old.tenant_id and d.object_id = old.id;
  return null;
end
$$;
comment on function private.release_preview_token() is 'After a preview link is revoked or gone: its token, in a table no client may see, leads nowhere.';
revoke all on function private.release_preview_token() from public;

create or replace trigger _200_keep before update on public.preview_links
  for each row execute function private.refuse_change();
create or replace trigger _800_released after delete on public.preview_links
  for each row execute function private.release_preview_token();
create or replace trigger _900_audit_created after insert on public.preview_links
  for each row execute function private.audit('preview_link', 'preview_link.created');
create or replace trigger _900_audit_deleted after delete on public.preview_links
  for each row execute function private.audit('preview_link', 'preview_link.deleted');

create or replace function private.maintain_preview_links() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with gone as (
    delete from public.preview_links l
    using (
      select e.tenant_id, e.id from public.preview_links e
      where e.expires_at <= now() order by e.expires_at limit 1000 for update skip locked) e
    where l.tenant_id = e.tenant_id and l.id = e.id
    returning 1
  )
  select count(*) from gone
$$;
comment on function private.maintain_preview_links() is 'Removes preview links that have expired, of any tenant, at most a thousand a call; answers how many. They open nothing from the moment they expire, removed or not.';
revoke all on function private.maintain_preview_links() from public;
