-- O3: anybody may ask to be told; nobody learns who else has. What is answered does not depend on what is there, and a
-- stranger changes nothing about an address that stands there already.
create or replace function private.join_waitlist(p_email text, p_name text, p_source text, p_metadata jsonb) returns public.waitlist_answer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_email text := lower(btrim(p_email));
  v_limit record;
begin
  if (length(v_email) between 3 and 320 and v_email ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$') is not true then
    perform private.fail('invalid_input', 'email (expected an address)');
  end if;
  if length(p_name) > 255 or length(p_source) > 80 then
    perform private.fail('invalid_input', 'name or source (expected at most 255 and 80 characters)');
  end if;
  if jsonb_typeof(p_metadata) <> 'object' or pg_column_size(p_metadata) > 4096 then
    perform private.fail('invalid_input', 'metadata (expected an object of at most 4 KiB)');
  end if;

  -- by address first, so that one who tries often does not use up everybody's tries
  select l.allowed, ceil(l.retry_after)::integer as seconds into v_limit
  from private.consume_rate_limit('join_waitlist ' || coalesce(host(private.client_address()), '-'), 5, 1.0 / 60) l;
  if v_limit.allowed then
    select l.allowed, ceil(l.retry_after)::integer as seconds into v_limit from private.consume_rate_limit('join_waitlist', 1000, 5) l;
  end if;
  if not v_limit.allowed then return row(429, v_limit.seconds)::public.waitlist_answer; end if;

  insert into public.waitlist (email, name, source, metadata, status)
  values (v_email, nullif(btrim(p_name), ''), nullif(btrim(p_source), ''), coalesce(p_metadata, '{}'),
    case when exists (select from public.users u where u.email = v_email) then 'joined' else 'waiting' end::public.waitlist_status)
  on conflict (email) do nothing;
  return row(202, 0)::public.waitlist_answer;
end
$$;
comment on function private.join_waitlist(text, text, text, jsonb) is
  'Puts an address on the waitlist for anybody, in a table no client may write, and answers the same whether it was there. Raises PT400 invalid_input.';
revoke all on function private.join_waitlist(text, text, text, jsonb) from public;
grant execute on function private.join_waitlist(text, text, text, jsonb) to anon, authenticated, service_role;

create or replace function public.join_waitlist(email text, name text default null, source text default null, metadata jsonb default '{}')
returns public.waitlist_answer
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_answer public.waitlist_answer := private.join_waitlist(email, name, source, metadata);
begin
  perform set_config('response.status', v_answer.status::text, true);
  return v_answer;
end
$$;
comment on function public.join_waitlist(text, text, text, jsonb) is
  'Puts an address on the waitlist. status, also as HTTP status: 202, the same whether it stood there or not; 429 too many tries (5 an address, one more a minute), with the seconds to wait. Errors: PT400 invalid_input.';
revoke all on function public.join_waitlist(text, text, text, jsonb) from public;
grant execute on function public.join_waitlist(text, text, text, jsonb) to anon, authenticated, service_role;

create or replace function private.leave_waitlist() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.waitlist w set status = 'joined' where w.email = new.email and w.status <> 'joined';
  return null;
end
$$;
comment on function private.leave_waitlist() is 'After a sign-up: whoever waited has joined; a table the new person may not write.';
revoke all on function private.leave_waitlist() from public;

create or replace trigger _900_waitlist after insert on public.users
  for each row when (new.email is not null) execute function private.leave_waitlist();
create or replace trigger _100_timestamps before update on public.waitlist
  for each row execute function private.set_updated_at();
create or replace trigger _200_normalise before insert or update of email on public.waitlist
  for each row execute function private.normalise_email();
