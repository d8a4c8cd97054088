-- A9: fail() raises PT<status> with message, hint and, as detail, the reason
create function pg_temp.error_of(p_sql text, out state text, out message text, out detail text, out hint text) language plpgsql as $$
begin
  execute p_sql;
exception when others then
  get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
end
$$;
select row_eq($$select * from pg_temp.error_of($q$select private.fail('quota_exceeded', 'max_websites', '2', '1', 'The Growth plan allows more.')$q$)$$,
  row('PT402'::text, 'Plan limit reached: max_websites (2 of 1 used)'::text, 'quota_exceeded'::text, 'The Growth plan allows more.'::text),
  'arguments fill the message, then the hint');
select is((pg_temp.error_of($$select private.fail('not_found', '100% %s %I of it')$$)).message, 'Not found: 100% %s %I of it', 'an argument is no template');
select is((pg_temp.error_of($$select private.fail('not_found')$$)).message, 'Not found: ', 'a missing argument does not hide the error');
select is((pg_temp.error_of($$select private.fail('not_found', null)$$)).state, 'PT404', 'nor does a null one');
select is((pg_temp.error_of($$select private.fail('not_found', 'a', 'b', 'c', 'd', 'e', 'f')$$)).state, 'PT404', 'nor too many');
