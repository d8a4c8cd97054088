-- S7: a version holds every component, hidden ones too, and says who saved it and why
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
update components set is_visible = false where type = 'gallery';
select results_eq($$select trigger::text, label, saved_by, jsonb_array_length(content_snapshot) from save_page_version((select id from pages), 'manual', 'Before redesign')$$,
  $$values ('manual', 'Before redesign', tests.user_of('ann@a.test'), 5)$$, 'saved');
select is((select content_snapshot from page_versions), (select jsonb_agg(jsonb_build_object('id', id, 'type', type, 'order_key', order_key,
  'is_visible', is_visible, 'is_locked', is_locked, 'ai_generated', ai_generated, 'props', props) order by order_key) from components), 'exactly');
select lives_ok($$insert into page_versions (page_id, trigger) select id, 'auto' from pages$$, 'a plain insert is the same');
select throws_ok($$insert into page_versions (page_id, content_snapshot) select id, '[]' from pages$$, '42501', null, 'nobody forges a snapshot');
select throws_ok('update page_versions set label = ''x''', '42501', null, 'or changes a version');
select throws_ok('delete from page_versions', '42501', null, 'or deletes one');
select tests.act_as_owner();
select tests.refuses('update page_versions set label = ''x''', 'immutable', 'the owner of the table included');
