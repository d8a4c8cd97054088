-- S6: type and page are enough; place, props and website are filled in
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
insert into components (page_id, type) select id, 'faq' from pages;
insert into components (page_id, type) select id, t from pages, unnest(array['stats', 'cta']) t;
select results_eq('select type, order_key collate "default" from components order by order_key desc limit 3',
  $$values ('cta', 'a7'), ('stats', 'a6'), ('faq', 'a5')$$, 'each after the last');
select is((select props from components where type = 'faq'), (select default_props from component_types where type = 'faq'), 'with the type''s props');
select is((select website_id from components where type = 'faq'), tests.website_of('ann@a.test'), 'on the page''s website');
insert into components (page_id, type, order_key) select id, 'map', 'a0V' from pages;
select is((select array_agg(type order by order_key) from components where order_key < 'a2'), array['navbar', 'map', 'hero'], 'or where the client puts it');
