insert into private.errors (reason, status, message, hint) values
  ('website_archived', 409, 'This website is archived', 'Restore it first with restore_website.'),
  ('website_suspended', 403, 'This website is suspended', 'Contact support.'),
  ('no_published_home_page', 409, 'There is no published home page', 'Publish or hide the page at / (or choose another with set_home_page), then publish the website.'),
  ('domain_changed', 409, 'That website has no such domain any more', 'Nothing to do: it was changed or removed meanwhile.'),
  ('domain_off', 409, 'That domain is switched off', 'Add it again with add_domain; the plan has to have domains.'),
  ('page_full', 409, 'A page holds at most %s components', 'Put the rest on another page.'),
  ('page_too_large', 413, 'The page %s is larger than 1 MiB', 'Shorten it, or make two pages of it.'),
  ('file_type_refused', 400, 'Files of the type %s are not accepted', 'Accepted: %s.'),
  ('asset_in_use', 409, 'That asset is used on websites: %s', 'Take it off there and publish, or delete it with force.'),
  ('preview_links_full', 409, 'A website has at most %s preview links at a time', 'Delete one that is no longer needed.'),
  ('home_page_required', 409, 'A website keeps its home page', 'Make another page the home page first, with set_home_page.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
