-- S6: wrong props are refused by key and expectation; unknown keys are kept
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.page', id::text, true) from pages;
select throws_ok($$update components set props = props || '{"heading": 5}' where type = 'hero'$$, 'PT400',
  'Invalid input: props.heading of hero: expected a text', 'on update');
select throws_ok($$insert into components (page_id, type, props) values (current_setting('t.page')::uuid, 'gallery', '{"columns": 9}')$$, 'PT400',
  'Invalid input: props.columns of gallery: expected a whole number from 1 to 6', 'on insert');
select tests.refuses($$update components set props = props || '{"cta_primary_href": "javascript:alert(1)"}' where type = 'hero'$$, 'invalid_input', 'a link that is none');
select throws_ok($$update components set props = props || jsonb_build_object('heading', repeat('x', 2001)) where type = 'hero'$$, 'PT400',
  'Invalid input: props.heading of hero: expected no text of more than 2000 characters', 'too long a text');
select lives_ok($$update components set props = props || jsonb_build_object('heading', repeat('é', 2000)) where type = 'hero'$$, 'as long as allowed');
select lives_ok($$update components set props = props || '{"my_own": {"a": [1]}}' where type = 'hero'$$, 'a key of one''s own');
select is((select props #> '{my_own,a,0}' from components where type = 'hero'), '1', 'is kept');
select throws_ok($$update components set props = '[]' where type = 'hero'$$, 'PT400', 'Invalid input: props of hero: expected an object', 'props are an object');
select throws_ok($$update components set props = null where type = 'hero'$$, 'PT400', 'Invalid input: props of hero: expected an object', 'and never nothing');
