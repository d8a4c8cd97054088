-- S13, S7: what an AI proposed is written behind the checks for people, marked, after the page was saved; trying keeps nothing
select tests.sign_up('ann@a.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.act_as('ann@a.test');
select set_config('t.page', id::text, true) from pages;
select set_config('t.hero', id::text, true) from components where type = 'hero';
select set_config('t.' || n, (begin_ai_action(n::ai_action_type, tests.website_of('ann@a.test'), case when n in ('suggest_color_palette', 'generate_layout') then null else current_setting('t.page')::uuid end)).id::text, true)
from unnest(array['suggest_copy', 'seo_optimize', 'suggest_color_palette', 'generate_page', 'generate_layout']) n;
prepare apply as select apply_ai_action(current_setting('t.' || $1)::uuid, $2::jsonb, $3);
select lives_ok(format('execute apply(''suggest_copy'', %L, false)', jsonb_build_object('component', current_setting('t.hero'), 'props', '{"heading": "Fresh"}'::jsonb)), 'it would go through');
select is_empty($$select * from page_versions union all select null, null, null, null, null, null, null, null, null from components where props ->> 'heading' = 'Fresh'$$, 'and leaves nothing');
select tests.refuses(format('execute apply(''suggest_copy'', %L, true)', jsonb_build_object('component', current_setting('t.hero'), 'props', '{}'::jsonb)), 'conflict', 'not before it has succeeded');
select tests.act_as_service();
select count(finish_ai_action(current_setting('t.tenant')::uuid, current_setting('t.' || n)::uuid, 'success')) from unnest(array['suggest_copy', 'seo_optimize', 'suggest_color_palette', 'generate_page', 'generate_layout']) n;
select tests.act_as('ann@a.test');
select lives_ok(format('execute apply(''suggest_copy'', %L, true)', jsonb_build_object('component', current_setting('t.hero'), 'props', '{"heading": "Fresh"}'::jsonb)), 'copy');
select is((select row(props ->> 'heading', ai_generated)::text from components where type = 'hero'), '(Fresh,t)', 'is in the component, which says so');
select is((select row(trigger, label)::text from page_versions), '(pre_ai,"Before AI: suggest copy")', 'the page was saved');
select lives_ok($$execute apply('seo_optimize', '{"seo_meta": {"title": "Pizza"}}', true)$$, 'a description');
select is((select seo_meta ->> 'title' from pages), 'Pizza', 'is on the page');
select lives_ok($$execute apply('suggest_color_palette', '{"colors": {"primary": "#112233"}}', true)$$, 'a palette');
select is((select branding_config #>> '{colors,primary}' from websites), '#112233', 'is the brand''s');
select lives_ok($$execute apply('generate_page', '{"components": [{"type": "hero", "props": {"heading": "New"}}, {"type": "footer"}]}', true)$$, 'a page');
select results_eq('select type, ai_generated from components order by order_key', $$values ('hero', true), ('footer', true)$$, 'anew');
select lives_ok($$select restore_page_version((select id from page_versions order by saved_at desc limit 1))$$, 'undone');
select is((select count(*)::integer from components), 5, 'it is back');
select lives_ok($$execute apply('generate_layout', '{"pages": [{"slug": "/", "title": "Home", "components": [{"type": "hero"}]}, {"slug": "/menu", "title": "Menu", "components": [{"type": "faq"}]}]}', true)$$, 'a layout');
select results_eq('select p.slug, p.status::text, c.type from pages p join components c on c.page_id = p.id order by 1', $$values ('/', 'published', 'hero'), ('/menu', 'draft', 'faq')$$, 'changes pages and adds drafts');
