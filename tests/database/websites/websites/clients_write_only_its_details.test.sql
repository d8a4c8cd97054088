-- A6: address, status, counters and times of a website are not a client's to write
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select lives_ok($$update websites set name = 'New', description = 'd', branding_config = '{"colors": {}}', seo_defaults = '{}', settings = '{}',
  analytics_enabled = false, template_id = 't', favicon_url = 'https://x.test/i.png'$$, 'its details are');
select is((select name from websites), 'New', 'and are written');
select throws_ok(format('update websites set %s', c), '42501', null, c)
from unnest(array['id = gen_random_uuid()', 'tenant_id = gen_random_uuid()', 'subdomain = ''mine''', 'custom_domain = ''x.test''',
  'domain_verified = true', 'status = ''published''', 'page_count = 0', 'published_at = now()', 'last_deployed_at = now()',
  'ai_generated = true', 'created_at = now()']) c;
