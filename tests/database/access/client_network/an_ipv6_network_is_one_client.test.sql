-- A10: tries are counted by address, of IPv6 by network: whoever has one address has 2^64
select tests.act_as_owner();
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.9, 10.0.0.1"}', true);
select is(private.client_network(), '203.0.113.9', 'IPv4');
select set_config('request.headers', '{"x-forwarded-for": "2001:db8:1:2:3:4:5:6"}', true);
select is(private.client_network(), '2001:db8:1:2::', 'IPv6');
select set_config('request.headers', '{"x-forwarded-for": "::ffff:203.0.113.9"}', true);
select is(private.client_network(), '::ffff:203.0.113.9', 'IPv4 written as IPv6 is one address');
select set_config('request.headers', '{}', true);
select is(private.client_network(), null, 'none');
