-- S3, A1: who may no longer publish when the time comes publishes nothing
select tests.sign_up('ann@a.test');
select set_config('t.website', tests.website_of('ann@a.test')::text, true);
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
select tests.sign_up(p || '@a.test', '{"signup_as": "invitee"}') from unnest(array['dev', 'gone', 'disabled', 'guest']) p;
select tests.add_member(p || '@a.test', tests.tenant_of('ann@a.test'), 'developer') from unnest(array['dev', 'gone', 'disabled']) p;
create function pg_temp.turn(p text) returns text language plpgsql as $$
begin
  delete from public.scheduled_publications;
  insert into public.scheduled_publications (tenant_id, website_id, publish_at, scheduled_by)
  values (tests.tenant_of('ann@a.test'), current_setting('t.website')::uuid, now() - interval '1 minute', tests.user_of(p || '@a.test'));
  perform private.maintain_publications();
  return (select coalesce(reason, status::text) from public.scheduled_publications);
end $$;
select is(pg_temp.turn('dev'), 'published', 'a developer may');
update tenant_members set role = 'editor' where email = 'dev@a.test';
select is(pg_temp.turn('dev'), 'forbidden', 'an editor, since, may not');
update tenant_members set is_active = false where email = 'gone@a.test';
select is(pg_temp.turn('gone'), 'forbidden', 'nor who is off the team');
update users set status = 'disabled' where email = 'disabled@a.test';
select is(pg_temp.turn('disabled'), 'forbidden', 'nor who is disabled');
select is(pg_temp.turn('guest'), 'forbidden', 'nor who never was');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at) values (tests.tenant_of('ann@a.test'), current_setting('t.website')::uuid, tests.user_of('guest@a.test'), 'developer', now());
select is(pg_temp.turn('guest'), 'published', 'a collaborator may, on that website');
select set_config('t.other', private.create_website_for(tests.tenant_of('ann@a.test'), 'Other', 'other-site')::text, true);
delete from website_members;
insert into website_members (tenant_id, website_id, user_id, role, accepted_at) values (tests.tenant_of('ann@a.test'), current_setting('t.other')::uuid, tests.user_of('guest@a.test'), 'developer', now());
select is(pg_temp.turn('guest'), 'forbidden', 'and not on another');
