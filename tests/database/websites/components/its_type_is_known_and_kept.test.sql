-- S6: types are those of component_types; type and page of a component stay
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select tests.refuses($$insert into components (page_id, type) select id, 'carousel_3d' from pages$$, 'invalid_input', 'an unknown type');
select throws_ok($$insert into components (page_id, type) select id, null from pages$$, 'PT400', null, 'none');
select throws_ok($$update components set type = 'faq'$$, '42501', null, 'a client changes no type');
select throws_ok($$update components set page_id = gen_random_uuid()$$, '42501', null, 'nor the page');
select throws_ok($$insert into components (id, page_id, type) select gen_random_uuid(), id, 'faq' from pages$$, '42501', null, 'nor chooses an id');
select tests.act_as_service();
select tests.refuses($$update components set type = 'faq'$$, 'immutable', 'the service neither');
select tests.refuses($$update components set website_id = gen_random_uuid()$$, 'immutable', 'nor the website');
