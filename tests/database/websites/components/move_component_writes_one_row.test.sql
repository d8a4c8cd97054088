-- S6: moving changes the order key of the moved one and of no other
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
prepare types as select array_agg(type order by order_key) from components;
select set_config('t.' || type, id::text, true) from components;
select is((move_component(current_setting('t.footer')::uuid, current_setting('t.navbar')::uuid)).order_key::text, 'a0V', 'between two');
select results_eq('types', $$values (array['navbar', 'footer', 'hero', 'features', 'gallery'])$$, 'it is there');
select is((move_component(current_setting('t.gallery')::uuid)).order_key::text, 'Zz', 'to the top');
select is((move_component(current_setting('t.gallery')::uuid, current_setting('t.features')::uuid)).order_key::text, 'a3', 'to the end');
select is((move_component(current_setting('t.gallery')::uuid, current_setting('t.features')::uuid)).order_key::text, 'a3', 'again');
select results_eq('types', $$values (array['navbar', 'footer', 'hero', 'features', 'gallery'])$$, 'in order');
select tests.refuses($$select move_component(current_setting('t.hero')::uuid, current_setting('t.hero')::uuid)$$, 'invalid_input', 'not after itself');
select tests.refuses($$select move_component(current_setting('t.hero')::uuid, gen_random_uuid())$$, 'invalid_input', 'nor after nothing');
select tests.refuses('select move_component(gen_random_uuid())', 'not_found', 'nor nothing');
