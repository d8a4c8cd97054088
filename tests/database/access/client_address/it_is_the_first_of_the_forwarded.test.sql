-- O1: the client's address is the first of x-forwarded-for, or of the header that is set instead, or null where that is none
select is(private.client_address(), case when want <> '' then want::inet end, coalesce(header, 'no header'))
from (values ('203.0.113.7', '203.0.113.7'), ('203.0.113.7, 10.0.0.1', '203.0.113.7'), (' 2001:db8::1 ,10.0.0.1', '2001:db8::1'),
  ('unknown', ''), ('', ''), (null, ''), ('203.0.113.7:1234', ''), ('<script>', ''), (repeat('1', 100000), '')) v (header, want),
  lateral set_config('request.headers', coalesce(json_build_object('x-forwarded-for', header)::text, ''), true);
select is(private.client_address(), null, 'no headers at all') from set_config('request.headers', '', true);
update private.settings set value = 'cf-connecting-ip' where key = 'client_address_header';
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.7", "cf-connecting-ip": "198.51.100.1"}', true);
select tests.act_as_anon();
select is(private.client_address(), null, 'a request without headers');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.7", "cf-connecting-ip": "198.51.100.1"}', true);
select is(private.client_address(), '198.51.100.1', 'what the proxy overwrites, where it is another header, whatever the client says');
