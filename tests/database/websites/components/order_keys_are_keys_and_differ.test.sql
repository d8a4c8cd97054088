-- S6: an order key is well-formed and unique on its page
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.page', id::text, true) from pages;
prepare put(text) as insert into components (page_id, type, order_key) values (current_setting('t.page')::uuid, 'faq', $1);
select throws_ok(format('execute put(%L)', k), '23514', null, 'not a key: ' || k)
from unnest(array['a', '0', 'a00', 'b0', 'a0!', 'é0', 'A' || repeat('0', 26), 'a0' || repeat('V', 1000)]) k;
select lives_ok(format('execute put(%L)', k), 'a key: ' || k) from unnest(array['Zz', 'b00', 'a0V', 'a0Vz', 'Y00']) k;
select throws_ok('execute put(''a0'')', '23505', null, 'one that is taken');
select lives_ok($$update components set order_key = case order_key when 'a0' then 'a1' else 'a0' end where order_key in ('a0', 'a1')$$, 'two may swap in one statement');
