-- A9: every row of the catalogue renders, with a status HTTP knows, a message and a hint
select throws_ok(format('select private.fail(%L, %L, %L, %L, %L, %L)', reason, 'a', 'b', 'c', 'd', 'e'), 'PT' || status, null, reason) from private.errors;
select is_empty($$select reason from private.errors where message !~ '^[A-Z%]' or message ~ '[.!]$' or btrim(hint) = ''$$, 'a message begins like a sentence and has a hint');
select is_empty($$select reason from private.errors where length(message || hint) > 400$$, 'and is short');
