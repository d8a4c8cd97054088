-- The price list is read by everybody and written by no client
select tests.sign_up('ann@a.test');
select tests.act_as_anon();
select set_eq('select slug from plans', array['starter', 'growth', 'pro'], 'anonymous reads');
select tests.act_as('ann@a.test');
select isnt_empty('select * from plans', 'signed in, too');
select throws_ok(format('set local role %I; %s', r, q), '42501', null, r || ': ' || q)
from unnest(array['anon', 'authenticated', 'platform_admin']) r, unnest(array['update plans set price_monthly_cents = 0', 'delete from plans', 'insert into plans (name, slug) values ($$x$$, $$x$$)']) q;
select tests.act_as_service();
select lives_ok('update plans set stripe_monthly_price_id = $$price_1$$ where slug = $$growth$$', 'price synchronisation updates');
select throws_ok('delete from plans', '42501', null, 'but deletes none');
select tests.act_as_owner();
select throws_ok('update plans set max_websites = -1', '23514', null, 'no limit below zero');
select throws_ok('update plans set slug = $$Pro$$ where slug = $$pro$$', '23514', null, 'a slug has a form');
