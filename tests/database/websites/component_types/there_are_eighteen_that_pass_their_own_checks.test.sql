-- S6: the 18 types of the product; each one's defaults satisfy its checks
select results_eq('select type from component_types order by type', $$values ('blog_grid'), ('contact_form'), ('cta'), ('custom_html'), ('faq'),
  ('features'), ('footer'), ('gallery'), ('hero'), ('image_text'), ('map'), ('navbar'), ('pricing'), ('rich_text'), ('stats'), ('team'),
  ('testimonials'), ('video_embed')$$, 'eighteen');
select is_empty($$select type from component_types where jsonb_path_match(default_props, rule, silent => true) is not true$$, 'the defaults pass');
select is_empty($$select t.type, c ->> 'key' from component_types t, jsonb_array_elements(t.checks) c
  where jsonb_path_match(t.default_props, (c ->> 'path')::jsonpath, silent => true) is not true or length(c ->> 'message') = 0$$, 'each check on its own too');
select set_eq($$select type, required_plan from component_types where required_plan is not null$$, $$values ('custom_html', 'pro')$$, 'one needs a plan');
select tests.sign_up('ann@a.test'), tests.act_as('ann@a.test');
select is((select count(*)::integer from component_types), 18, 'a member reads them');
select throws_ok('update component_types set required_plan = null', '42501', null, 'and changes none');
select tests.act_as_anon();
select throws_ok('select * from component_types', '42501', null, 'visitors read none');
