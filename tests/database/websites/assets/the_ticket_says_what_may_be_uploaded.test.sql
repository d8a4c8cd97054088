-- S11: the answer to a reservation is what the signature will allow, for minutes
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select results_eq(format($$select resource_type, allowed_formats, max_bytes, expires_at - now() from reserve_asset('a.x', 10, %L)$$, type),
  format($$values (%L, %L::text[], 10::bigint, interval '15 minutes')$$, resource, formats), type)
from (values
  ('image/png', 'image', '{avif,gif,jpg,png,webp}'),
  ('image/jpeg; charset=x', 'image', '{avif,gif,jpg,png,webp}'),
  ('VIDEO/MP4', 'video', '{mov,mp4,webm}'),
  ('audio/mpeg', 'video', '{m4a,mp3,ogg,wav}'),
  ('application/pdf', 'raw', '{pdf}')) x (type, resource, formats);
select matches((select (reserve_asset('evil.html', 10, 'application/pdf')).public_id), '/evil[.]pdf$', 'a document ends as its type says, whatever its name');
select matches((select (reserve_asset(name, 10, 'image/png')).public_id), expected, name)
from (values ('Über uns.png', '/ber-uns$'), ('写真.jpg', '/file$'), ('..png', '/file$'), ('.png', '/file$'), ('a' || repeat('b', 200), '/ab{59}$'),
  ('-x-.png', '/x$'), ('%2e%2e%2fpasswd', '/2e-2e-2fpasswd$'), ('a?b=c&d#e.png', '/a-b-c-d-e$')) x (name, expected);
