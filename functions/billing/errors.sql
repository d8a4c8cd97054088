insert into private.errors (reason, status, message, hint) values
  ('customer_linked', 409, 'That customer, or who it is to be, is linked already', 'A tenant or person has one customer per provider; provider_customers lists them.'),
  ('already_subscribed', 409, 'This tenant has a subscription', 'Change or cancel it in the billing portal.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
