-- S10: a domain is a host name somebody can own: not ours, no wildcard, no address, in ASCII
select tests.sign_up('ann@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select set_config('t.site', tests.website_of('ann@a.test')::text, true);
update private.settings set value = 'sites.tenantry.test' where key = 'root_domain';
select tests.act_as('ann@a.test');
select tests.refuses(format('select add_domain(%L, %L)', current_setting('t.site'), d), 'invalid_input', coalesce(d, 'null'))
from unnest(array[null, '', ' ', '.', 'localhost', 'example', '*.example.test', 'https://example.test', 'example.test/', 'example.test:80', 'user@example.test', 'a b.test',
  '-a.test', 'a-.test', 'a..test', '.a.test', 'a_b.test', '127.0.0.1', '10.1', '[::1]', '::1', '0x7f.1', 'bücher.test', 'аpple.test', 'a.b.c.localhost', 'x.internal', 'x.local', '1.168.192.in-addr.arpa',
  'sites.tenantry.test', 'x.sites.tenantry.test', 'X.Sites.Tenantry.Test.', 'tenantry.test', 'a.' || repeat('b', 64) || '.test', repeat('abcdefg.', 32) || 'test',
  'a.test' || chr(10), E'a.test\nb.test', 'a.test;drop', '%.test', 'a.test,b.test', 'example.1', 'a.' || chr(8203) || 'test']) d;
select lives_ok(format('select add_domain(%L, %L)', current_setting('t.site'), d), d)
from unnest(array['xn--bcher-kva.test', 'example.test', 'a.b-c.d0.example.test', 'nottenantry.test', '1.example.test', 'example.xn--p1ai', 'xsites.tenantry.test.example.org']) d;
select is((add_domain(current_setting('t.site')::uuid, 'EXAMPLE.test.')).domain, 'example.test', 'one way to write it');
select tests.act_as_owner();
select throws_ok($$insert into domain_verifications (tenant_id, website_id, domain, cname_target) select tenant_id, id, 'A.test', 'x' from websites$$, '23514', null, 'whoever writes it');
