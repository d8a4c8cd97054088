-- S9: a downgrade is no way out of a suspension, nor does it cost another website its place
select tests.sign_up('ann@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
select set_config('t.first', tests.website_of('ann@a.test')::text, true), set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select set_config('t.second', (create_website('Two')).id::text, true);
select tests.act_as_owner();
alter table websites disable trigger _200_keep;
update websites set created_at = now() - interval '1 day' where id = current_setting('t.first')::uuid;
alter table websites enable trigger _200_keep;
update websites set status = 'suspended' where id = current_setting('t.second')::uuid;
select lives_ok($$select private.change_plan(current_setting('t.tenant')::uuid, (select id from plans where slug = 'starter'))$$, 'moved to starter');
select results_eq('select id::text, status::text from websites order by created_at', $$values (current_setting('t.first'), 'draft'), (current_setting('t.second'), 'suspended')$$, 'both as they were');
select lives_ok($$select private.change_plan(current_setting('t.tenant')::uuid, (select id from plans where slug = 'starter'))$$, 'again: nothing to do');
update plans set max_websites = 0, max_collaborators = 0 where slug = 'starter';
select tests.on_plan(current_setting('t.tenant')::uuid, 'growth');
select tests.on_plan(current_setting('t.tenant')::uuid, 'starter');
select is((select status::text from websites where id = current_setting('t.first')::uuid), 'archived', 'a plan of no website');
select is((select is_active from tenant_members), true, 'even a plan of no seat keeps the owner');
