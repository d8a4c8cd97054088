-- A2: no function sets a setting whose name or value comes from a client
select set_eq($$select name::text from tests.our_functions where body ~* 'set_config|\mset\s+(local|session)\M|\mset\s+role\s+[a-z]|\mreset\s+\w+'$$,
  array['private.begin_request()', 'unlock_page(text,text,text,text)', 'preview_page(text,text,text,text,text)', 'accept_invitation(text)', 'join_waitlist(text,text,text,jsonb)', 'begin_ai_action(ai_action_type,uuid,uuid)'], 'these functions set anything');
select matches(prosrc, 'set_config\(s\.key, s\.value, true\) from jsonb_each_text\(private\.request_settings\(\)\)', 'one what request_settings answers') from pg_proc where oid = 'private.begin_request()'::regprocedure;
select is(regexp_count(prosrc, 'set_config\('), regexp_count(prosrc, 'set_config\(''response\.status'','), proname || ' the status of its answer') from pg_proc where proname in ('unlock_page', 'preview_page', 'accept_invitation', 'join_waitlist', 'begin_ai_action') and pronamespace = 'public'::regnamespace;
select set_eq($$select name::text from tests.our_functions where body ~* '\mexecute\M' and (has_function_privilege('authenticated', oid, 'execute') or has_function_privilege('anon', oid, 'execute'))$$,
  array[]::text[], 'no client reaches dynamic SQL');
