insert into private.errors (reason, status, message, hint) values
  ('insufficient_credits', 402, 'Not enough credits: %s wanted, %s to use', 'Buy credits or choose a plan with more.'),
  ('credit_limit_reached', 402, 'Your own credit limit is reached', 'Ask whoever manages your team to raise it.'),
  ('key_reused', 409, 'That idempotency key was used for something else', 'Choose a new key for each use, and repeat one only with the same arguments.'),
  ('customer_linked', 409, 'That customer, or who it is to be, is linked already', 'A tenant or person has one customer per provider; provider_customers lists them.'),
  ('price_unavailable', 409, 'That price can''t be ordered', 'Choose an active price of Midtrans or Doku; the others are bought through the checkout.'),
  ('subscription_ambiguous', 409, 'That person has %s subscriptions', 'Name one in p_subscription_id.'),
  ('already_subscribed', 409, 'This tenant has a subscription', 'Change or cancel it in the billing portal.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
