-- S6: branding and SEO defaults are what the renderer understands; the refusal names the key and what was expected
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select lives_ok($$update websites set branding_config = '{
  "colors": {"primary": "#FF6B35", "secondary": "#2D3436", "background": "#FFFFFF", "surface": "#F8F9FA", "text": "#2D3436", "text_muted": "#636E72",
    "accent": "#FDCB6E", "danger": "#D63031", "success": "#00B894", "mine": "not a colour"},
  "typography": {"heading_font": "Playfair Display", "body_font": "Inter", "base_font_size": 16, "line_height": 1.6, "heading_weight": 700},
  "logo": {"url": "https://res.cloudinary.com/x/logo.png", "alt": "Pizza Palace", "width": 160, "height": 50},
  "spacing": {"section_padding_y": "80px", "container_max_width": "1280px"},
  "border_radius": {"button": "8px", "card": "12px", "input": "6px"}, "my_own": [1]}',
  seo_defaults = '{"title_template": "%s | Pizza Palace", "description": "Fresh", "og_image": "https://x.test/a.jpg", "mine": null}'$$, 'as documented, and keys of one''s own');
select is((select array[branding_config #>> '{colors,mine}', branding_config ->> 'my_own'] from websites), array['not a colour', '[1]'], 'which are kept');
select throws_ok(format('update websites set branding_config = %L', b), 'PT400', 'Invalid input: branding_config.' || e, b)
from (values
  ('{"colors": "red"}', 'colors: expected an object'),
  ('{"colors": {"primary": "red; background: url(//evil)"}}', 'colors.primary: expected a colour such as #1A2B3C, rgb(26, 43, 60), hsl(210, 40%, 17%) or transparent'),
  ('{"colors": {"text_muted": null}}', 'colors.text_muted: expected a colour such as #1A2B3C, rgb(26, 43, 60), hsl(210, 40%, 17%) or transparent'),
  ('{"typography": {"body_font": "Inter\"} body{display:none"}}', 'typography.body_font: expected the name of a font such as Playfair Display'),
  ('{"typography": {"base_font_size": 200}}', 'typography.base_font_size: expected a number from 12 to 24'),
  ('{"typography": {"line_height": "1.5"}}', 'typography.line_height: expected a number from 1 to 2.5'),
  ('{"typography": {"heading_weight": 650.5}}', 'typography.heading_weight: expected a whole number from 100 to 900'),
  ('{"logo": {"url": "javascript:alert(1)"}}', 'logo.url: expected the address of a file: http(s)://… or a path on this site'),
  ('{"logo": {"height": 1}}', 'logo.height: expected a whole number from 16 to 600'),
  ('{"spacing": {"container_max_width": "wide"}}', 'spacing.container_max_width: expected a CSS length such as 480px, 80vh or 24rem'),
  ('{"border_radius": {"card": 12}}', 'border_radius.card: expected a CSS length such as 480px, 80vh or 24rem')) x (b, e);
select throws_ok(format('update websites set seo_defaults = %L', s), 'PT400', 'Invalid input: seo_defaults.' || e, s)
from (values
  ('{"title_template": "Pizza Palace"}', 'title_template: expected a text with %s where the title of the page goes'),
  ('{"description": ["a"]}', 'description: expected a text'),
  ('{"og_image": "//evil.test/x"}', 'og_image: expected the address of a file: http(s)://… or a path on this site')) x (s, e);
select lives_ok($$update websites set settings = '{"whatever": {"the": ["builder", "keeps"]}}'$$, 'settings are the builder''s own');
-- a row from before the shape was asked for
select tests.act_as_owner();
alter table websites disable trigger _230_json;
update websites set branding_config = '{"colors": "red"}';
alter table websites enable trigger _230_json;
select tests.act_as('ann@a.test');
select lives_ok($$update websites set name = 'Another name', settings = '{"a": 1}'$$, 'can be changed otherwise');
select tests.refuses($$update websites set branding_config = branding_config || '{"a": 1}'$$, 'invalid_input', 'and is asked for it when it changes');
