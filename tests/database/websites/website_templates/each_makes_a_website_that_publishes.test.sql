-- S6, T2: a template becomes a website of one's own: every component passes its checks, every plan may publish it
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select is((select array_agg(id order by display_order) from website_templates), array['restaurant', 'portfolio', 'business'], 'there are three');
select tests.act_as_owner();
select tests.sign_up(id || '@t.test') from website_templates;
update websites set status = 'archived'; -- room for another on the smallest plan
create temp table made as
select t.id, private.create_website_for(tests.tenant_of(t.id || '@t.test'), 'Quote "Un" \Quote', 'made-from-' || t.id, t.id) as website from website_templates t;
grant select on made to public;
create function pg_temp.published(p_id text) returns boolean language plpgsql as $$
begin
  perform tests.act_as(p_id || '@t.test');
  return (public.publish_website((select website from made where id = p_id))).is_live;
end $$;
grant execute on function pg_temp.published(text) to public;
select ok(pg_temp.published('restaurant'), 'restaurant publishes on the smallest plan');
select ok(pg_temp.published('portfolio'), 'so does portfolio');
select ok(pg_temp.published('business'), 'and business');
select tests.act_as_owner();
select is(w.template_id, m.id, m.id || ' is remembered') from made m join websites w on w.id = m.website;
select cmp_ok(w.page_count, '<=', (select max_pages_per_site from plans where slug = 'starter'), m.id || ' has room for its pages there') from made m join websites w on w.id = m.website;
select cmp_ok(w.page_count, '>=', 4, m.id || ' has several') from made m join websites w on w.id = m.website;
select is_empty(format($$select slug from pages where website_id = %L and (seo_meta ->> 'description' is null or not show_in_nav or status <> 'published')$$, website), id || ' describes every page') from made;
select is((select count(*)::integer from deployment_pages p join deployments d on d.id = p.deployment_id join made m on m.website = d.website_id where p.content::text like '%{{%' or d.site::text like '%{{%'), 0, 'no blank is left open');
select ok((select bool_or(c.props::text like '%Quote \\"Un\\" \\\\Quote%') from components c join made m on m.website = c.website_id), 'the name stands where it belongs, however it is written');
-- every link within the site leads somewhere
select is_empty(format($$select distinct h from components c, jsonb_path_query(c.props, 'strict $.**.href') x(v), lateral (select x.v #>> '{}' as h) h
  where c.website_id = %1$L and h like '/%%' and not exists (select from pages p where p.website_id = %1$L and p.slug = split_part(h, '#', 1))$$, website), id || ' leads nowhere that is not') from made;
select tests.act_as('ann@a.test');
select tests.refuses($$select create_website('X', 'spaceship')$$, 'not_found', 'there is no other');
select throws_ok($$insert into website_templates (id, name, description, content) values ('mine', 'x', 'x', '{"pages": [{"slug": "/"}]}')$$, '42501', null, 'nobody adds one');
select throws_ok($$update website_templates set name = 'x'$$, '42501', null, 'or changes it');
select tests.act_as_anon();
select throws_ok('select * from website_templates', '42501', null, 'strangers don''t read them');
