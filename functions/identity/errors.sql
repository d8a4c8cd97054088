insert into private.errors (reason, status, message, hint) values
  ('email_not_confirmed', 403, 'Confirm your e-mail address first', 'Open the link in the message that came with the sign-up; editing works meanwhile.'),
  ('own_standing', 403, 'You can''t change your own standing on the platform', 'Ask another platform admin.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
