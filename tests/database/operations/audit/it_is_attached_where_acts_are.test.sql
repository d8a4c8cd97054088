-- O1: the tables whose changes are acts have the audit trigger
select isnt_empty(format('select from pg_trigger where tgrelid = %L::regclass and tgfoid = $$private.audit$$::regproc', t), t)
from unnest(array['tenants', 'tenant_members', 'websites', 'website_members']) t;
select is_empty($$select tgrelid::regclass || '.' || tgname from pg_trigger where tgfoid = 'private.audit'::regproc and not (
  tgnargs = 2 and split_part(encode(tgargs, 'escape'), '\000', 2) ~ '^[a-z_]+(\.[a-z_]+)+$' and tgtype & 1 = 1 and tgtype & 2 = 0)$$, 'after each row, with a resource type and a dotted action');
