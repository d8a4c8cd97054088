insert into private.errors (reason, status, message, hint) values
  ('email_not_confirmed', 403, 'Confirm your e-mail address first', 'Open the link in the message that came with the sign-up; editing works meanwhile.'),
  ('email_in_use', 409, 'That is your primary address or the one you sign in with', 'Make another one primary, or change the address you sign in with, first.'),
  ('too_many_emails', 409, 'You have %s addresses already', 'Remove one first.'),
  ('own_standing', 403, 'You can''t change your own standing on the platform', 'Ask another platform admin.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
