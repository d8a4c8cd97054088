-- S4: a deployment is what it was, whoever asks
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test'), 'n'), null, 'published');
select throws_ok('delete from deployments', '42501', null, 'a client deletes none');
select throws_ok('update deployment_pages set content = ''{}''', '42501', null, 'and changes no page');
select tests.act_as_owner();
select tests.refuses(format('update deployments set %s', c), 'immutable', c)
from unnest(array['notes = ''x''', 'site = ''{}''', 'deployed_at = now()', 'deployed_by = null', 'website_id = gen_random_uuid()']) c;
select tests.refuses('update deployment_pages set content = ''{}''', 'immutable', 'its pages neither');
