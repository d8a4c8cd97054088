-- Triggers of pages: the page counter, the home page (S1), and the lock order (A11).

create or replace function private.lock_website_of_page() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_website(new.tenant_id, new.website_id);
  return new;
end
$$;
comment on function private.lock_website_of_page() is 'Before insert of a page: locks its website, whose counter moves at the end, before anything is written below it.';
revoke all on function private.lock_website_of_page() from public;

-- A delete locks its rows before any row trigger can run, and publishing, which holds the
-- website, may be waiting for one of them.
create or replace function private.lock_websites_before_delete() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- whoever may not delete pages holds nobody up
  perform from public.websites w
  where w.tenant_id = private.tenant_id() and private.can('content.write') order by w.id for no key update;
  return null;
end
$$;
comment on function private.lock_websites_before_delete() is 'Before a statement deletes pages: locks the websites of the tenant it acts for, in id order, whether or not the client may write those.';
revoke all on function private.lock_websites_before_delete() from public;

create or replace function private.count_pages() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_change record;
  v_used bigint;
begin
  if tg_op = 'DELETE' then
    update public.websites w set page_count = w.page_count - n.change
    from (select tenant_id, website_id, count(*)::integer as change from changed group by 1, 2) n
    where w.tenant_id = n.tenant_id and w.id = n.website_id;
    return null;
  end if;
  for v_change in
    select tenant_id, website_id, count(*)::integer as pages from changed group by 1, 2 order by 1, 2
  loop
    update public.websites w set page_count = w.page_count + v_change.pages
    where w.tenant_id = v_change.tenant_id and w.id = v_change.website_id
    returning w.page_count into v_used;
    -- a website that is not there is the foreign key's to refuse
    if found then perform private.check_quota(v_change.tenant_id, 'max_pages_per_site', v_used, v_change.pages); end if;
  end loop;
  return null;
end
$$;
comment on function private.count_pages() is 'After insert or delete of pages: counts them on their website, which an editor may not write. Raises PT402 quota_exceeded.';
revoke all on function private.count_pages() from public;

create or replace function private.keep_home_page() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- the website may be going away with its pages
  if exists (
    select from before_change b
    join public.websites w on w.tenant_id = b.tenant_id and w.id = b.website_id
    where b.slug = '/'
      and not exists (select from public.pages p where p.tenant_id = b.tenant_id and p.website_id = b.website_id and p.slug = '/')
  ) then
    perform private.fail('home_page_required');
  end if;
  return null;
end
$$;
comment on function private.keep_home_page() is 'After update or delete of pages: a website that had a home page still has one, whatever the caller can see. Raises PT409 home_page_required.';
revoke all on function private.keep_home_page() from public;

create or replace trigger _100_timestamps before update on public.pages
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, created_at on public.pages
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'created_at');
create or replace trigger _300_lock before insert on public.pages
  for each row execute function private.lock_website_of_page();
create or replace trigger _300_lock_before_delete before delete on public.pages
  for each statement execute function private.lock_websites_before_delete();

create or replace trigger _700_home_updated after update on public.pages
  referencing old table as before_change for each statement execute function private.keep_home_page();
create or replace trigger _700_home_deleted after delete on public.pages
  referencing old table as before_change for each statement execute function private.keep_home_page();
create or replace trigger _810_counted_inserted after insert on public.pages
  referencing new table as changed for each statement execute function private.count_pages();
create or replace trigger _810_counted_deleted after delete on public.pages
  referencing old table as changed for each statement execute function private.count_pages();
create or replace trigger _900_audit_created after insert on public.pages
  for each row execute function private.audit('page', 'page.created');
create or replace trigger _900_audit_deleted after delete on public.pages
  for each row execute function private.audit('page', 'page.deleted');
