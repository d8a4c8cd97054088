-- S10: claims are in nobody's way; whoever's website DNS points to has the name, and who had it before loses it
select tests.sign_up(e) from unnest(array['ann@a.test', 'bob@b.test', 'eve@e.test']) e;
select tests.on_plan(tests.tenant_of(e), 'growth') from unnest(array['ann@a.test', 'bob@b.test', 'eve@e.test']) e;
select tests.act_as('eve@e.test');
select lives_ok($$select add_domain(tests.website_of('eve@e.test'), 'www.bob.test')$$, 'somebody claims what is not theirs');
select tests.act_as('bob@b.test');
select isnt(publish_website(tests.website_of('bob@b.test')), null, 'published');
select lives_ok($$select add_domain(tests.website_of('bob@b.test'), 'www.bob.test')$$, 'which keeps nobody from claiming their own');
create function pg_temp.checked(p_email text, p_points_to text) returns boolean language sql as $$
  select verified from record_domain_check(tests.tenant_of(p_email), (select d.id from domain_verifications d where d.website_id = tests.website_of(p_email)),
    array(select d.cname_target from domain_verifications d where d.website_id = tests.website_of(p_points_to)))
$$;
select tests.act_as_service();
select is(pg_temp.checked('eve@e.test', 'bob@b.test'), false, 'DNS points to another website: not theirs');
select is(pg_temp.checked('bob@b.test', 'bob@b.test'), true, 'but the owner''s');
select is((live_page('www.bob.test', '/')).website_id, tests.website_of('bob@b.test'), 'served');
select is(pg_temp.checked('eve@e.test', 'bob@b.test'), false, 'still not theirs');
select is((live_page('www.bob.test', '/')).website_id, tests.website_of('bob@b.test'), 'nothing has changed');
-- sold to Ann, who points it to her website
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select lives_ok($$select add_domain(tests.website_of('ann@a.test'), 'www.bob.test')$$, 'a verified one can be claimed as well');
select is((live_page('www.bob.test', '/')).website_id, tests.website_of('bob@b.test'), 'for nothing, so far');
select tests.act_as_service();
select is(pg_temp.checked('ann@a.test', 'ann@a.test'), true, 'until DNS points there');
select is((live_page('www.bob.test', '/')).website_id, tests.website_of('ann@a.test'), 'then it is hers');
select tests.act_as('bob@b.test');
select results_eq('select verified, last_error from domain_verifications', $$values (false, 'The domain points to another website now')$$, 'who had it reads why');
select results_eq('select custom_domain, domain_verified from websites', $$values ('www.bob.test', false)$$, 'his claim stays a claim');
select is((select count(*)::integer from audit_logs where action = 'domain.lost'), 1, 'and his log says so');
select tests.refuses($$select add_domain((create_website('Two')).id, 'www.bob.test')$$, 'taken', 'one claims a name for one website');
