-- A tenant's timezone is one of IANA's names
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select tests.refuses(format('update tenants set timezone = %L', z), 'invalid_input', '"' || left(z, 30) || '"')
from unnest(array['', 'Foo', 'FOO+3', '+02:00', 'europe/paris', 'Europe/Paris ', 'UTC; drop table x', '../../etc/passwd', repeat('x', 1000), 'PST']) z;
select lives_ok(format('update tenants set timezone = %L', z), z) from unnest(array['Europe/Paris', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu', 'Etc/GMT+5', 'UTC']) z;
