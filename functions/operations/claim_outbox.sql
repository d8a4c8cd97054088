-- O5: what is to happen outside, each thing by one worker at a time, as often as it takes.

-- A claim is a lease: a worker that does not come back within it has died, and another one takes the row. Whoever works
-- gives up before that. What has been tried twelve times is nobody's any more.
create or replace function private.claim_outbox(p_kind text)
returns table (id bigint, payload jsonb, attempt integer)
language sql volatile security definer set search_path = ''
as $$
  update private.outbox o
  set attempts = o.attempts + 1, due_at = now() + interval '5 minutes'
  where o.id = (
    select i.id from private.outbox i
    where i.kind = p_kind and i.done_at is null and i.failed_at is null and i.due_at <= now() and i.attempts < 12
      -- the database's own, see maintain_files
      and (p_kind not in ('delete_object', 'delete_files') or to_regclass('storage.migrations') is not null)
    order by i.due_at, i.id limit 1 for update skip locked)
  returning o.id, o.payload, o.attempts
$$;
comment on function private.claim_outbox(text) is
  'Hands out the next effect of a kind, which no API role may read, for five minutes; no row where none is due.';
revoke all on function private.claim_outbox(text) from public;
grant execute on function private.claim_outbox(text) to service_role;

create or replace function public.claim_outbox(kind text)
returns table (id bigint, payload jsonb, attempt integer)
language sql volatile security invoker set search_path = ''
as $$
  select * from private.claim_outbox(kind)
$$;
comment on function public.claim_outbox(text) is
  'Hands out the next thing to do outside of a kind (send_mail, delete_object, …), for five minutes: finish_outbox tells what came of it. No row where none is due. For the service only.';
revoke all on function public.claim_outbox(text) from public;
grant execute on function public.claim_outbox(text) to service_role;

-- Only the claim that is the row's last may say how it ended. The pauses double from one minute: twelve tries take a day and
-- a half. What a message said is nobody's to read once it is sent.
create or replace function private.finish_outbox(p_id bigint, p_attempt integer, p_error text, p_final boolean) returns boolean
language sql volatile security definer set search_path = ''
as $$
  with finished as (
    update private.outbox o
    set done_at = case when p_error is null then now() end,
      failed_at = case when p_error is not null and (p_final or o.attempts >= 12) then now() end,
      due_at = now() + interval '1 minute' * 2 ^ (o.attempts - 1),
      last_error = left(p_error, 1000),
      payload = case when p_error is null and o.kind = 'send_mail' then o.payload - '{text,html}'::text[] else o.payload end
    where o.id = p_id and o.attempts = p_attempt and o.done_at is null and o.failed_at is null
    returning 1
  )
  select exists (select from finished)
$$;
comment on function private.finish_outbox(bigint, integer, text, boolean) is
  'Ends a claim on an effect, in a table no API role may write: done without p_error, else due again later, or failed for good with p_final or after twelve tries. False where the claim is no longer the row''s.';
revoke all on function private.finish_outbox(bigint, integer, text, boolean) from public;
grant execute on function private.finish_outbox(bigint, integer, text, boolean) to service_role;

create or replace function public.finish_outbox(id bigint, attempt integer, error text default null, final boolean default false) returns boolean
language sql volatile security invoker set search_path = ''
as $$
  select private.finish_outbox(id, attempt, error, final)
$$;
comment on function public.finish_outbox(bigint, integer, text, boolean) is
  'Tells what came of what claim_outbox handed out, id and attempt as it said: done without error, else due again later, or failed for good with final or after twelve tries. False where somebody else has it by now. For the service only.';
revoke all on function public.finish_outbox(bigint, integer, text, boolean) from public;
grant execute on function public.finish_outbox(bigint, integer, text, boolean) to service_role;

create or replace function private.maintain_lost_effects() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with lost as (
    update private.outbox o set failed_at = now(), last_error = coalesce(o.last_error, 'No worker came back from it.')
    where o.id = any (array(
      select i.id from private.outbox i
      where i.done_at is null and i.failed_at is null and i.due_at <= now() and i.attempts >= 12 limit 1000 for update skip locked))
    returning 1
  )
  select count(*) from lost
$$;
comment on function private.maintain_lost_effects() is
  'Marks effects as failed whose twelfth worker has died, in a table no API role may write; at most 1,000 a call.';
revoke all on function private.maintain_lost_effects() from public;

-- Where no Storage server keeps files, the rows of storage.objects are all there is of them.
create or replace function private.maintain_files() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_effect private.outbox;
  v_done bigint := 0;
begin
  if to_regclass('storage.migrations') is not null then return 0; end if;
  for v_effect in
    select * from private.outbox o
    where o.kind in ('delete_object', 'delete_files') and o.done_at is null and o.failed_at is null and o.due_at <= now()
    order by o.id limit 1000 for update skip locked
  loop
    delete from storage.objects s
    where s.bucket_id = v_effect.payload ->> 'bucket'
      and case v_effect.kind
        when 'delete_object' then s.name = v_effect.payload ->> 'path'
        -- a folder, never a whole bucket
        else v_effect.payload ->> 'prefix' ~ '^[^/]+/' and starts_with(s.name, v_effect.payload ->> 'prefix') end;
    update private.outbox o set done_at = now(), attempts = o.attempts + 1 where o.id = v_effect.id;
    v_done := v_done + 1;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_files() is
  'Where there is no Storage server, deletes the objects the outbox names, which no API role may read; at most 1,000 effects a call.';
revoke all on function private.maintain_files() from public;
