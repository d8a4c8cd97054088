-- Publishes what is due, each by itself: what fails is recorded where the team sees it, and
-- keeps nobody else waiting. Whoever holds a website is publishing or restoring it: it is left
-- for the next time, so that two maintenances at once neither wait nor publish twice.
--  1. The website is locked before its publication, like everywhere.
--  2. Still due: canceled, moved or published since it was found, it is not.
--  3. Published as anybody would, by the trigger's rules for the person who scheduled it.
create or replace function private.maintain_publications() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_at_once constant integer := 50;
  v_due record;
  v_done bigint := 0;
  v_state text;
  v_message text;
  v_reason text;
begin
  for v_due in
    select s.tenant_id, s.id, s.website_id, s.notes
    from (
      select * from public.scheduled_publications s
      where s.status = 'pending' and s.publish_at <= now() order by s.publish_at limit c_at_once) s
    order by s.tenant_id, s.website_id
  loop
    -- 1.
    perform from public.websites w where w.tenant_id = v_due.tenant_id and w.id = v_due.website_id for no key update skip locked;
    continue when not found;
    -- 2.
    perform from public.scheduled_publications s
    where s.tenant_id = v_due.tenant_id and s.id = v_due.id and s.status = 'pending' and s.publish_at <= clock_timestamp() for update;
    continue when not found;
    -- 3.
    begin
      insert into public.deployments (tenant_id, id, website_id, notes) values (v_due.tenant_id, v_due.id, v_due.website_id, v_due.notes);
      update public.scheduled_publications s set status = 'published', finished_at = clock_timestamp()
      where s.tenant_id = v_due.tenant_id and s.id = v_due.id;
    exception
      when deadlock_detected or lock_not_available or serialization_failure then
        continue; -- the next time
      when others then
        get stacked diagnostics v_state = returned_sqlstate, v_message = message_text, v_reason = pg_exception_detail;
        if v_state not like 'PT4__' then
          raise warning 'scheduled publication %: % (%)', v_due.id, v_message, v_state;
          select 'internal', e.message into v_reason, v_message from private.errors e where e.reason = 'internal';
        end if;
        update public.scheduled_publications s set status = 'failed', finished_at = clock_timestamp(), reason = v_reason, error = left(v_message, 500)
        where s.tenant_id = v_due.tenant_id and s.id = v_due.id;
        perform private.record_audit('website.publication_failed', 'website', v_due.website_id,
          jsonb_build_object('deployment_id', v_due.id, 'reason', v_reason), v_due.tenant_id);
    end;
    v_done := v_done + 1;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_publications() is
  'Publishes the websites whose scheduled time has come, at most fifty a call, in any tenant; answers how many were published or failed. Safe to run twice and in two places at once.';
revoke all on function private.maintain_publications() from public;
