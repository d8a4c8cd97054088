-- S6: a page holds at most a hundred components, hidden from the client or not
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.page', id::text, true) from pages;
insert into components (page_id, type) select current_setting('t.page')::uuid, 'cta' from generate_series(1, 90);
select tests.refuses($$insert into components (page_id, type) select current_setting('t.page')::uuid, 'cta' from generate_series(1, 6)$$, 'page_full', '101 at once');
insert into components (page_id, type, is_visible) select current_setting('t.page')::uuid, 'cta', false from generate_series(1, 5);
select is(count(*), 100::bigint, '100 fit') from components;
select tests.refuses($$insert into components (page_id, type) values (current_setting('t.page')::uuid, 'cta')$$, 'page_full', 'one more');
select tests.act_as_owner();
select throws_ok($$insert into components (tenant_id, page_id, type) select tests.tenant_of('ann@a.test'), current_setting('t.page')::uuid, 'cta'$$,
  'PT409', null, 'whoever asks');
