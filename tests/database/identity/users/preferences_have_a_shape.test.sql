-- S6: a person's preferences are what the interface understands; unknown keys are kept
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select lives_ok($$update users set preferences = '{"theme": "light", "sidebar_collapsed": false, "default_website_id": "0d6f1b7e-2a53-4a0e-9a34-6a0d3d1f2b11",
  "notifications": {"email_on_comment": true, "email_on_publish": true, "email_on_billing": true},
  "builder": {"show_grid": false, "auto_save_interval": 30, "default_view": "desktop"}, "my_own": {"a": [null]}}'$$, 'the documented ones, and one of one''s own');
select is((select preferences -> 'my_own' from users), '{"a": [null]}', 'which is kept');
select throws_ok(format('update users set preferences = %L', p), 'PT400', 'Invalid input: preferences.' || e, p)
from (values
  ('{"theme": "pink"}', 'theme: expected one of light, dark, system'),
  ('{"sidebar_collapsed": "no"}', 'sidebar_collapsed: expected true or false'),
  ('{"default_website_id": "mine"}', 'default_website_id: expected an id (a UUID)'),
  ('{"notifications": []}', 'notifications: expected an object'),
  ('{"notifications": {"email_on_billing": 1}}', 'notifications.email_on_billing: expected true or false'),
  ('{"builder": {"auto_save_interval": 0}}', 'builder.auto_save_interval: expected a whole number from 5 to 3600'),
  ('{"builder": {"default_view": "watch"}}', 'builder.default_view: expected one of desktop, tablet, mobile')) x (p, e);
select lives_ok($$update users set preferences = '{"default_website_id": null}'$$, 'no website yet');
