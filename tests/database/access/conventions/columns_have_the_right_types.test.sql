-- Times are timestamptz, text is bounded, JSON has a shape, e-mail is lower case
create temp view bounded as
select c.table_oid, c.number from tests.our_columns c join pg_constraint k on k.conrelid = c.table_oid and c.number = any (k.conkey) and k.contype in ('c', 'f');
select is_empty($$select table_name, name, type from tests.our_columns where type ~ '^(timestamp without|time |character|money|citext|real|serial|extensions\.citext)'$$, 'no type that bites');
select is_empty($$select table_name, name from tests.our_columns c where type in ('text', 'text[]') and exposed and not generated
  and not exists (select from bounded b where b.table_oid = c.table_oid and b.number = c.number)
  and (table_name::text, name) not in (('deployment_pages', 'slug'), ('deployment_pages', 'title'))$$, 'text has a check or a reference; a frozen copy has its original''s');
select is_empty($$select table_name, name from tests.our_columns c where type = 'jsonb' and exposed and not exists (select from bounded b where b.table_oid = c.table_oid and b.number = c.number)$$, 'JSON has a checked shape');
select is_empty($$select table_name, name from tests.our_columns c where name = 'email' and exposed and not exists (select from pg_constraint k where k.conrelid = c.table_oid and c.number = any (k.conkey) and pg_get_constraintdef(k.oid) ~ 'lower\(email\)')
  and table_name <> 'public.tenant_members'::regclass$$, 'e-mail is lower case; members copy users''');
select is_empty($$select table_name, name from tests.our_columns where type = 'double precision' and exposed$$, 'nothing a client reads is inexact');
select is_empty($$select c.table_name, c.name from tests.our_columns c where c.exposed and c.name ~ '(amount|_cents)$' and c.type not in ('bigint', 'integer')$$, 'money is in minor units');
