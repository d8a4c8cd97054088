-- S6: SEO and layout of a page are what the renderer understands; the refusal names the key and what was expected
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.website', id::text, true) from websites;
select lives_ok($$update pages set seo_meta = '{"title": "Our Menu | Pizza Palace", "description": "Fresh", "og_title": "Menu", "og_description": "Hand-crafted",
    "og_image": "https://res.cloudinary.com/x/menu-og.jpg", "og_type": "website", "twitter_card": "summary_large_image",
    "canonical_url": "https://www.pizzapalace.com/menu", "no_index": false, "no_follow": false, "structured_data": {"@type": ["Restaurant"]}, "mine": [1]}',
  page_config = '{"show_navbar": true, "show_footer": true, "background_color": null, "max_width": "1280px", "padding": "0", "mine": 1}'$$, 'as documented, and keys of one''s own');
select is((select seo_meta -> 'mine' || (page_config -> 'mine') from pages), '[1, 1]', 'which are kept');
select throws_ok(format('update pages set seo_meta = %L', s), 'PT400', 'Invalid input: seo_meta.' || e, s)
from (values
  ('{"title": 5}', 'title: expected a text'),
  ('{"no_index": "false"}', 'no_index: expected true or false'),
  ('{"twitter_card": "big"}', 'twitter_card: expected one of summary, summary_large_image, app, player'),
  ('{"canonical_url": "data:text/html,x"}', 'canonical_url: expected the address of a page: http(s)://… or a path on this site'),
  ('{"og_type": "Web Site"}', 'og_type: expected a name of at most 40 small letters, digits, - and _, beginning with a letter'),
  ('{"structured_data": []}', 'structured_data: expected an object')) x (s, e);
select throws_ok(format('update pages set page_config = %L', s), 'PT400', 'Invalid input: page_config.' || e, s)
from (values
  ('{"show_navbar": null}', 'show_navbar: expected true or false'),
  ('{"background_color": "url(x)"}', 'background_color: expected a colour such as #1A2B3C, rgb(26, 43, 60), hsl(210, 40%, 17%) or transparent'),
  ('{"max_width": "calc(100% - 1px)"}', 'max_width: expected a CSS length such as 480px, 80vh or 24rem'),
  ('{"padding": 0}', 'padding: expected a CSS length such as 480px, 80vh or 24rem')) x (s, e);
select throws_ok($$insert into pages (website_id, title, slug, page_config) values (current_setting('t.website')::uuid, 'New', '/new', '{"show_footer": 1}')$$, 'PT400',
  'Invalid input: page_config.show_footer: expected true or false', 'on insert too');
