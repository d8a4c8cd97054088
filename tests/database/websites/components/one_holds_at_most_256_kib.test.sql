-- S6: at most 256 KiB a component
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.page', id::text, true) from pages;
select lives_ok($$insert into components (page_id, type, props) select current_setting('t.page')::uuid, 'rich_text',
  jsonb_object_agg('k' || i, repeat('x', 90000)) from generate_series(1, 2) i$$, '180 kB fit');
select throws_ok($$insert into components (page_id, type, props) select current_setting('t.page')::uuid, 'rich_text',
  jsonb_object_agg('k' || i, repeat('x', 90000)) from generate_series(1, 3) i$$, '23514', null, '270 kB do not');
