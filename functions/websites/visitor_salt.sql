create or replace function private.visitor_salt(p_timezone text, p_day date) returns bytea
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_salt bytea;
begin
  select s.salt into v_salt from private.visitor_salts s where s.timezone = p_timezone and s.day = p_day;
  if not found then
    insert into private.visitor_salts (timezone, day) values (p_timezone, p_day) on conflict do nothing;
    -- somebody else's, if theirs came first
    select s.salt into strict v_salt from private.visitor_salts s where s.timezone = p_timezone and s.day = p_day;
  end if;
  return v_salt;
end
$$;
comment on function private.visitor_salt(text, date) is 'The salt of a time zone''s day, made with the first visit, in a table nobody may read.';
revoke all on function private.visitor_salt(text, date) from public;
