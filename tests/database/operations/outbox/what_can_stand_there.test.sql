-- An effect has a kind and an object as payload
select lives_ok($$insert into private.outbox (kind, payload) values ('mail', '{}')$$, 'mail');
select throws_ok(format('insert into private.outbox (kind, payload, attempts) values (%L, %L, %s)', k, p, a), '23514', null, format('%s %s %s', k, p, a)) from (values ('Mail', '{}', 0), ('', '{}', 0), ('mail', '[]', 0), ('mail', '{}', -1)) v (k, p, a);
