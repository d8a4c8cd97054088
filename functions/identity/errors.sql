insert into private.errors (reason, status, message, hint) values
  ('email_not_confirmed', 403, 'Confirm your e-mail address first', 'Open the link in the message that came with the sign-up; editing works meanwhile.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
