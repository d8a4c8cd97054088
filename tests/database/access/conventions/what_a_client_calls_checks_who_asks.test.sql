-- A7: a definer that clients may execute looks at the request before it does anything, or does nothing that depends on who asks
select is_empty($$select f.name from tests.our_functions f
  where f.definer and not f.is_trigger and (has_function_privilege('authenticated', f.oid, 'execute') or has_function_privilege('anon', f.oid, 'execute'))
  and f.body !~ 'private\.(uid|tenant_id|can|can_on|context|lock_page|lock_website|lock_for_publishing|is_platform_admin)\('
  and f.name::text not in ('private.fail(text,text[])', 'private.request_settings()', 'private.client_address()', 'private.visit(text,text,text,text)', 'private.preview(text,text,text,text,text)', 'private.track_page_view(text,text,text,text,integer,bigint)', 'private.join_waitlist(text,text,text,jsonb)')$$, 'all of them');
select is_empty($$select f.name from tests.our_functions f where f.body ~* 'uid\(\)\s+is\s+not\s+null\s+and'$$, 'A7: a null user is refused, not skipped');
