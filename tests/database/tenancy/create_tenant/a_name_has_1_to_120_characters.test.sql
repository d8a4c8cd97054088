-- T2: a name has 1 to 120 characters, spaces around it aside
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select tests.refuses(format('select create_tenant(%L)', n), 'invalid_input', coalesce('"' || left(n, 20) || '"', 'null'))
from unnest(array[null, '', '    ', repeat('x', 121)]) n;
select is((create_tenant('  ' || repeat('ä', 120) || ' ')).name, repeat('ä', 120), 'the longest');
select is((create_tenant('x')).name, 'x', 'the shortest');
