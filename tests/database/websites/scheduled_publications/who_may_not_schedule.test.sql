-- S3, A6: scheduling takes what publishing takes, and a moment to come; nobody writes the table
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test'), tests.sign_up('new@n.test', '{}', false);
select tests.sign_up('ed@a.test', '{"signup_as": "invitee"}'), tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('ed@a.test', tests.tenant_of('ann@a.test'), 'editor');
select set_config('t.website', tests.website_of('ann@a.test')::text, true);
create function pg_temp.later(p interval default '1 hour') returns text language sql as $$
  select format('select publish_website(%L, null, now() + %L::interval)', current_setting('t.website'), p)
$$;
grant execute on function pg_temp.later(interval) to public;
select tests.act_as('ed@a.test');
select tests.refuses(pg_temp.later(), 'forbidden', 'an editor');
select tests.act_as('eve@e.test');
select tests.refuses(pg_temp.later(), 'not_found', 'another tenant');
select tests.request('authenticated', tests.claims_of('eve@e.test') || jsonb_build_object('tenant_id', tests.tenant_of('ann@a.test'), 'permissions', ',site.publish,'), '{}');
select tests.refuses(pg_temp.later(), 'not_found', 'nor with claims of one''s own');
select tests.act_as_anon();
select throws_ok(pg_temp.later(), '42501', null, 'nobody in particular');
select tests.act_as('new@n.test');
select tests.refuses(format('select publish_website(%L, null, now() + interval ''1 hour'')', tests.website_of('new@n.test')), 'email_not_confirmed', 'before the address is confirmed');
select tests.act_as('ann@a.test');
select tests.refuses(pg_temp.later('-1 second'), 'invalid_input', 'in the past');
select tests.refuses(pg_temp.later('0'), 'invalid_input', 'now');
select tests.refuses(pg_temp.later('2 years'), 'invalid_input', 'in two years');
select tests.refuses(format('select publish_website(%L, null, ''infinity'')', current_setting('t.website')), 'invalid_input', 'never');
select throws_ok(format('select publish_website(%L, repeat(''x'', 1001), now() + interval ''1 hour'')', current_setting('t.website')), '23514', null, 'with a novel for a note');
select throws_ok(format('insert into scheduled_publications (website_id, publish_at, scheduled_by) values (%L, now(), %L)', current_setting('t.website'), tests.user_of('ann@a.test')), '42501', null, 'by insert');
select lives_ok(pg_temp.later(), 'as it should be');
select throws_ok($$update scheduled_publications set publish_at = now()$$, '42501', null, 'no update');
select throws_ok($$delete from scheduled_publications$$, '42501', null, 'no delete');
select throws_ok($$select private.maintain_publications()$$, '42501', null, 'and no maintenance');
select throws_ok(format('insert into deployments (id, website_id) select id, website_id from scheduled_publications'), '42501', null, 'nor its id beforehand');
