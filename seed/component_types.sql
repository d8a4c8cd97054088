-- What JSON must satisfy: the props of the 18 kinds of content block (S6), with what a new one contains, and the other JSON
-- columns that clients write.
--
-- A check is a row (key, path, message). `path` is a jsonpath predicate over the props that must be true
-- (`jsonb_path_match(props, path)`); keys a type does not know are kept as they are. The predicates are not written
-- by hand: `spec` says in one line per group of keys which rule holds, and `rule` holds each rule's test once.
--
--   types  kinds of content block, `*` for every one; `table.column` for another JSON column
--   keys   `images[].url` is the url of every image; a final `!` makes a key required, a final `?` lets it be null
--   tests  %1$s is the value, %2$s and %3$s are the rule's arguments. Each begins with the value's type, so that it is
--          true or false, never unknown: an unknown inside a filter would let the value pass. What a list holds is
--          asked of `[*].type()`, because a filter would open a list inside the list.
--
-- jsonpath has no length of a text, and a pattern that counts characters costs as much as all other tests together
-- (measured: 100 µs for a sentence), so max_text_length holds for all texts of a type. Postgres keeps 32 compiled
-- patterns per connection: the rules use fewer.

with rule (name, test, message) as (
  values
    ('text',
      $$%1$s.type() == "string"$$,
      'expected a text'),
    ('label',
      $$%1$s.type() == "string" && %1$s like_regex "[^[:space:]]"$$,
      'expected a text that is not empty'),
    ('html',
      $$%1$s.type() == "string"$$,
      'expected HTML as a text'),
    ('texts',
      $$%1$s.type() == "array" && %1$s.size() <= %2$s && !(%1$s[*].type() != "string")$$,
      'expected a list of at most %2$s texts'),
    ('list',
      $$%1$s.type() == "array" && %1$s.size() <= %2$s && !(%1$s[*].type() != "object")$$,
      'expected a list of at most %2$s objects'),
    ('object',
      $$%1$s.type() == "object"$$,
      'expected an object'),
    ('boolean',
      $$%1$s.type() == "boolean"$$,
      'expected true or false'),
    ('number',
      $$%1$s.type() == "number" && %1$s >= %2$s && %1$s <= %3$s$$,
      'expected a number from %2$s to %3$s'),
    ('integer',
      $$%1$s.type() == "number" && %1$s >= %2$s && %1$s <= %3$s && %1$s.floor() == %1$s$$,
      'expected a whole number from %2$s to %3$s'),
    ('figure',
      $$%1$s.type() == "number" || %1$s.type() == "string"$$,
      'expected a number or a text'),
    ('one_of',
      $$%1$s.type() == "string" && (%2$s)$$,
      'expected one of %2$s'),
    ('colour',
      $$%1$s.type() == "string" && %1$s like_regex "^(transparent|#[0-9a-f]{3,4}|#[0-9a-f]{6}|#[0-9a-f]{8}|(rgb|hsl)a?[(][0-9., %%/]{1,40}[)])$" flag "i"$$,
      'expected a colour such as #1A2B3C, rgb(26, 43, 60), hsl(210, 40%%, 17%%) or transparent'),
    ('css_length',
      $$%1$s.type() == "string" && %1$s like_regex "^(0|[0-9]{1,4}([.][0-9]{1,2})?(px|rem|em|%%|vh|svh|dvh|vw))$"$$,
      'expected a CSS length such as 480px, 80vh or 24rem'),
    ('href',
      $$%1$s.type() == "string" && %1$s like_regex "^((https?://|mailto:|tel:)[^[:space:][:cntrl:]<>\u0022\\\\]+|(?!//)[^[:space:][:cntrl:]<>\u0022\\\\:/?#]*([/?#][^[:space:][:cntrl:]<>\u0022\\\\]*)?)$" flag "i"$$,
      'expected a link: a path on this site such as /menu, #section, http(s)://…, mailto:… or tel:…'),
    ('url',
      $$%1$s.type() == "string" && %1$s like_regex "^(https?://[^[:space:][:cntrl:]<>\u0022\\\\]+|/(?!/)[^[:space:][:cntrl:]<>\u0022\\\\]*)?$" flag "i"$$,
      'expected the address of a file: http(s)://… or a path on this site'),
    ('video',
      $$%1$s.type() == "string" && %1$s like_regex "^(https://((www|m)[.])?youtube(-nocookie)?[.]com/(watch[?]([A-Za-z0-9_=&-]*&)?v=|embed/|shorts/|live/)[A-Za-z0-9_-]{11}([?&#][A-Za-z0-9_=&;.-]*)?|https://youtu[.]be/[A-Za-z0-9_-]{11}([?#][A-Za-z0-9_=&;.-]*)?|https://(www[.])?vimeo[.]com/[0-9]{1,12}([/?#][A-Za-z0-9_=&;.-]*)?|https://player[.]vimeo[.]com/video/[0-9]{1,12}([?#][A-Za-z0-9_=&;.-]*)?)?$"$$,
      'expected the https address of a YouTube or Vimeo video'),
    ('map',
      $$%1$s.type() == "string" && %1$s like_regex "^(https://(www[.])?google[.]com/maps/embed[?]|https://www[.]openstreetmap[.]org/export/embed[.]html[?])[^[:space:][:cntrl:]<>\u0022\\\\]+$|^$"$$,
      'expected the https embed address of a Google Maps or OpenStreetMap map'),
    ('email',
      $$%1$s.type() == "string" && %1$s like_regex "^([^[:space:][:cntrl:]@<>\u0022,;:()]{1,64}@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+)?$"$$,
      'expected an e-mail address'),
    ('date',
      $$%1$s.type() == "string" && %1$s like_regex "^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$"$$,
      'expected a date such as 2026-05-31'),
    ('name',
      $$%1$s.type() == "string" && %1$s like_regex "^[a-z][a-z0-9_-]{0,39}$"$$,
      'expected a name of at most 40 small letters, digits, - and _, beginning with a letter'),
    ('page_url',
      $$%1$s.type() == "string" && %1$s like_regex "^(https?://[^[:space:][:cntrl:]<>\u0022\\\\]+|/(?!/)[^[:space:][:cntrl:]<>\u0022\\\\]*)?$" flag "i"$$,
      'expected the address of a page: http(s)://… or a path on this site'),
    ('font',
      $$%1$s.type() == "string" && %1$s like_regex "^([A-Za-z0-9][A-Za-z0-9 _-]{0,59})?$"$$,
      'expected the name of a font such as Playfair Display'),
    ('title_template',
      $$%1$s.type() == "string" && %1$s like_regex "%%s|^$"$$,
      'expected a text with %%s where the title of the page goes'),
    ('id',
      $$%1$s.type() == "string" && %1$s like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" flag "i"$$,
      'expected an id (a UUID)')
),

spec (types, keys, rule, args) as (
  values
    -- every type
    ('*', 'anchor', 'name', '{}'::text[]),
    ('*', 'background_color text_color', 'colour', '{}'),
    ('features gallery testimonials pricing cta contact_form team faq stats blog_grid video_embed map rich_text image_text hero',
      'heading', 'text', '{}'),
    ('hero features gallery testimonials pricing contact_form team faq stats blog_grid video_embed map',
      'subheading', 'text', '{}'),

    -- links that several types share
    ('hero cta', 'cta_primary_label cta_secondary_label', 'text', '{}'),
    ('hero cta', 'cta_primary_href cta_secondary_href', 'href', '{}'),
    ('navbar image_text blog_grid', 'cta_label', 'text', '{}'),
    ('navbar image_text blog_grid', 'cta_href', 'href', '{}'),

    ('navbar', 'logo', 'object', '{}'),
    ('navbar', 'logo.url', 'url', '{}'),
    ('navbar', 'logo.alt', 'text', '{}'),
    ('navbar', 'logo.width', 'integer', '{16,600}'),
    ('navbar', 'links', 'list', '{20}'),
    ('navbar', 'links[].label!', 'label', '{}'),
    ('navbar', 'links[].href!', 'href', '{}'),
    ('navbar', 'links[].is_external', 'boolean', '{}'),
    ('navbar', 'style', 'one_of', '{static|sticky}'),
    ('navbar', 'show_cta_button', 'boolean', '{}'),
    ('navbar', 'mobile_breakpoint', 'integer', '{320,1920}'),

    ('hero', 'background_type', 'one_of', '{color|gradient|image}'),
    ('hero', 'background_image', 'url', '{}'),
    ('hero', 'background_overlay_opacity', 'number', '{0,1}'),
    ('hero', 'text_align', 'one_of', '{left|center|right}'),
    ('hero', 'min_height', 'css_length', '{}'),
    ('hero', 'heading_size', 'one_of', '{xl|2xl|3xl|4xl|5xl|6xl|7xl}'),

    ('features', 'layout', 'one_of', '{2-column|3-column|4-column|list}'),
    ('features', 'items', 'list', '{24}'),
    ('features', 'items[].icon', 'name', '{}'),
    ('features', 'items[].icon_color', 'colour', '{}'),
    ('features', 'items[].title', 'text', '{}'),
    ('features', 'items[].description', 'text', '{}'),

    ('gallery', 'layout', 'one_of', '{grid|masonry|carousel}'),
    ('gallery', 'columns', 'integer', '{1,6}'),
    ('gallery', 'images', 'list', '{60}'),
    ('gallery', 'images[].url', 'url', '{}'),
    ('gallery', 'images[].alt images[].caption', 'text', '{}'),
    ('gallery', 'enable_lightbox show_captions', 'boolean', '{}'),

    ('testimonials', 'layout', 'one_of', '{grid|carousel|list}'),
    ('testimonials', 'reviews', 'list', '{24}'),
    ('testimonials', 'reviews[].name reviews[].source', 'text', '{}'),
    ('testimonials', 'reviews[].avatar_url', 'url', '{}'),
    ('testimonials', 'reviews[].rating', 'number', '{0,5}'),
    ('testimonials', 'reviews[].text', 'text', '{}'),
    ('testimonials', 'reviews[].date', 'date', '{}'),

    ('pricing', 'plans', 'list', '{6}'),
    ('pricing', 'plans[].name plans[].price plans[].period plans[].badge plans[].cta_label', 'text', '{}'),
    ('pricing', 'plans[].description', 'text', '{}'),
    ('pricing', 'plans[].features', 'texts', '{20}'),
    ('pricing', 'plans[].cta_href', 'href', '{}'),
    ('pricing', 'plans[].highlighted', 'boolean', '{}'),
    ('pricing', 'note', 'text', '{}'),

    ('cta', 'text', 'text', '{}'),
    ('cta', 'style', 'one_of', '{banner|card}'),
    ('cta', 'text_align', 'one_of', '{left|center|right}'),

    ('contact_form', 'recipient_email', 'email', '{}'),
    ('contact_form', 'fields', 'list', '{20}'),
    ('contact_form', 'fields[].name!', 'name', '{}'),
    ('contact_form', 'fields[].label!', 'label', '{}'),
    ('contact_form', 'fields[].type!', 'one_of', '{text|email|tel|number|date|textarea|select|checkbox}'),
    ('contact_form', 'fields[].required', 'boolean', '{}'),
    ('contact_form', 'fields[].placeholder', 'text', '{}'),
    ('contact_form', 'fields[].options', 'texts', '{40}'),
    ('contact_form', 'submit_label', 'text', '{}'),
    ('contact_form', 'success_message address business_hours', 'text', '{}'),
    ('contact_form', 'phone', 'text', '{}'),
    ('contact_form', 'show_address show_phone show_business_hours', 'boolean', '{}'),

    ('team', 'columns', 'integer', '{1,4}'),
    ('team', 'members', 'list', '{40}'),
    ('team', 'members[].name members[].role', 'text', '{}'),
    ('team', 'members[].bio', 'text', '{}'),
    ('team', 'members[].photo_url', 'url', '{}'),
    ('team', 'members[].links', 'list', '{6}'),
    ('team', 'members[].links[].label!', 'label', '{}'),
    ('team', 'members[].links[].href!', 'href', '{}'),

    ('faq', 'items', 'list', '{40}'),
    ('faq', 'items[].question', 'text', '{}'),
    ('faq', 'items[].answer', 'text', '{}'),
    ('faq', 'open_first one_at_a_time', 'boolean', '{}'),

    ('stats', 'items', 'list', '{12}'),
    ('stats', 'items[].value!', 'figure', '{}'),
    ('stats', 'items[].prefix items[].suffix', 'text', '{}'),
    ('stats', 'items[].label', 'text', '{}'),

    ('blog_grid', 'columns', 'integer', '{1,4}'),
    ('blog_grid', 'posts', 'list', '{24}'),
    ('blog_grid', 'posts[].title posts[].image_alt', 'text', '{}'),
    ('blog_grid', 'posts[].excerpt', 'text', '{}'),
    ('blog_grid', 'posts[].category posts[].author', 'text', '{}'),
    ('blog_grid', 'posts[].image_url', 'url', '{}'),
    ('blog_grid', 'posts[].href', 'href', '{}'),
    ('blog_grid', 'posts[].date', 'date', '{}'),

    ('video_embed', 'url', 'video', '{}'),
    ('video_embed', 'title caption', 'text', '{}'),
    ('video_embed', 'poster_url', 'url', '{}'),
    ('video_embed', 'aspect_ratio', 'one_of', '{16:9|4:3|1:1|9:16}'),

    ('map', 'address', 'text', '{}'),
    ('map', 'embed_url', 'map', '{}'),
    ('map', 'zoom', 'integer', '{1,20}'),
    ('map', 'height', 'css_length', '{}'),
    ('map', 'show_directions', 'boolean', '{}'),

    ('rich_text', 'content', 'html', '{}'),
    ('rich_text', 'max_width', 'one_of', '{narrow|normal|wide}'),
    ('rich_text', 'text_align', 'one_of', '{left|center|right}'),

    ('image_text', 'text', 'text', '{}'),
    ('image_text', 'image_url', 'url', '{}'),
    ('image_text', 'image_alt', 'text', '{}'),
    ('image_text', 'image_side', 'one_of', '{left|right}'),
    ('image_text', 'points', 'texts', '{12}'),

    ('footer', 'logo_url', 'url', '{}'),
    ('footer', 'tagline copyright', 'text', '{}'),
    ('footer', 'columns', 'list', '{6}'),
    ('footer', 'columns[].heading', 'text', '{}'),
    ('footer', 'columns[].links', 'list', '{20}'),
    ('footer', 'columns[].links[].label!', 'label', '{}'),
    ('footer', 'columns[].links[].href!', 'href', '{}'),
    ('footer', 'social_links', 'list', '{12}'),
    ('footer', 'social_links[].platform!', 'name', '{}'),
    ('footer', 'social_links[].url!', 'href', '{}'),
    ('footer', 'show_powered_by', 'boolean', '{}'),

    ('custom_html', 'html', 'html', '{}'),
    ('custom_html', 'title', 'text', '{}'),
    ('custom_html', 'height', 'integer', '{40,4000}'),

    -- a website's looks, in the bounds the renderer keeps to (brand.ts)
    ('websites.branding_config', 'colors typography logo spacing border_radius', 'object', '{}'),
    ('websites.branding_config', 'colors.primary colors.secondary colors.background colors.surface colors.text colors.text_muted',
      'colour', '{}'),
    ('websites.branding_config', 'colors.accent colors.danger colors.success', 'colour', '{}'),
    ('websites.branding_config', 'typography.heading_font typography.body_font', 'font', '{}'),
    ('websites.branding_config', 'typography.base_font_size', 'number', '{12,24}'),
    ('websites.branding_config', 'typography.line_height', 'number', '{1,2.5}'),
    ('websites.branding_config', 'typography.heading_weight', 'integer', '{100,900}'),
    ('websites.branding_config', 'logo.url', 'url', '{}'),
    ('websites.branding_config', 'logo.alt', 'text', '{}'),
    ('websites.branding_config', 'logo.width logo.height', 'integer', '{16,600}'),
    ('websites.branding_config', 'spacing.section_padding_y spacing.container_max_width', 'css_length', '{}'),
    ('websites.branding_config', 'border_radius.button border_radius.card border_radius.input', 'css_length', '{}'),

    ('websites.seo_defaults', 'title_template', 'title_template', '{}'),
    ('websites.seo_defaults', 'description', 'text', '{}'),
    ('websites.seo_defaults', 'og_image', 'url', '{}'),

    ('pages.seo_meta', 'title description og_title og_description', 'text', '{}'),
    ('pages.seo_meta', 'og_image', 'url', '{}'),
    ('pages.seo_meta', 'og_type', 'name', '{}'),
    ('pages.seo_meta', 'twitter_card', 'one_of', '{summary|summary_large_image|app|player}'),
    ('pages.seo_meta', 'canonical_url', 'page_url', '{}'),
    ('pages.seo_meta', 'no_index no_follow', 'boolean', '{}'),
    ('pages.seo_meta', 'structured_data', 'object', '{}'),

    ('pages.page_config', 'show_navbar show_footer', 'boolean', '{}'),
    ('pages.page_config', 'background_color?', 'colour', '{}'),
    ('pages.page_config', 'max_width padding', 'css_length', '{}'),

    ('users.preferences', 'theme', 'one_of', '{light|dark|system}'),
    ('users.preferences', 'sidebar_collapsed', 'boolean', '{}'),
    ('users.preferences', 'default_website_id?', 'id', '{}'),
    ('users.preferences', 'notifications builder', 'object', '{}'),
    ('users.preferences', 'notifications.email_on_comment notifications.email_on_publish notifications.email_on_billing', 'boolean', '{}'),
    ('users.preferences', 'builder.show_grid', 'boolean', '{}'),
    ('users.preferences', 'builder.auto_save_interval', 'integer', '{5,3600}'),
    ('users.preferences', 'builder.default_view', 'one_of', '{desktop|tablet|mobile}')
),

-- The columns; the builder's own settings of a website have no keys that we know. Where people keep what they like, a text
-- may be as long as the whole.
shape (table_name, column_name, max_text_length) as (
  values
    ('websites', 'branding_config', 2000),
    ('websites', 'seo_defaults', 2000),
    ('websites', 'settings', 16384),
    ('pages', 'seo_meta', 16384),
    ('pages', 'page_config', 2000),
    ('users', 'preferences', 16384)
),

type (type, label, category, required_plan, default_props) as (
  values
    ('navbar', 'Navigation bar', 'layout', null, $json$ {
      "logo": { "url": "", "alt": "", "width": 140 },
      "links": [],
      "style": "sticky",
      "show_cta_button": false,
      "cta_label": "Get in touch",
      "cta_href": "#contact",
      "mobile_breakpoint": 768
    } $json$::jsonb),

    ('hero', 'Hero', 'content', null, $json$ {
      "heading": "Something good starts here",
      "subheading": "Say in one sentence what you do and who it is for.",
      "cta_primary_label": "See what we offer",
      "cta_primary_href": "#features",
      "cta_secondary_label": "",
      "cta_secondary_href": "",
      "background_type": "gradient",
      "background_image": "",
      "background_overlay_opacity": 0.4,
      "text_align": "center",
      "min_height": "70vh",
      "heading_size": "5xl"
    } $json$),

    ('features', 'Features', 'content', null, $json$ {
      "anchor": "features",
      "heading": "Why people choose us",
      "subheading": "Three reasons are enough. Make them yours.",
      "layout": "3-column",
      "items": [
        { "icon": "heart", "title": "Made with care", "description": "Tell visitors what you pay attention to that others overlook." },
        { "icon": "clock", "title": "On time", "description": "Say how quickly you answer, deliver or turn up." },
        { "icon": "shield", "title": "No surprises", "description": "Explain what you promise, and what happens when something goes wrong." }
      ]
    } $json$),

    ('gallery', 'Gallery', 'media', null, $json$ {
      "heading": "A closer look",
      "layout": "grid",
      "columns": 3,
      "images": [
        { "url": "", "alt": "Your first picture", "caption": "Your work" },
        { "url": "", "alt": "Your second picture", "caption": "Your place" },
        { "url": "", "alt": "Your third picture", "caption": "Your people" }
      ],
      "enable_lightbox": true,
      "show_captions": true
    } $json$),

    ('testimonials', 'Testimonials', 'social proof', null, $json$ {
      "heading": "What our customers say",
      "layout": "grid",
      "reviews": [
        { "name": "Amira K.", "avatar_url": "", "rating": 5, "text": "Friendly, quick, and exactly what we had asked for.", "source": "", "date": "" },
        { "name": "Jonas P.", "avatar_url": "", "rating": 5, "text": "We came once by chance and have come back ever since.", "source": "", "date": "" },
        { "name": "Lucía R.", "avatar_url": "", "rating": 4, "text": "They took the time to explain everything. We felt in good hands.", "source": "", "date": "" }
      ]
    } $json$),

    ('pricing', 'Pricing', 'conversion', null, $json$ {
      "anchor": "pricing",
      "heading": "Simple prices",
      "subheading": "No small print. Change or cancel at any time.",
      "plans": [
        { "name": "Basic", "price": "$0", "period": "per month", "description": "To have a look around.", "features": ["One project", "Help by e-mail"], "cta_label": "Start free", "cta_href": "#contact", "highlighted": false, "badge": "" },
        { "name": "Standard", "price": "$19", "period": "per month", "description": "For most of us.", "features": ["Ten projects", "Help by e-mail and phone", "Monthly report"], "cta_label": "Choose Standard", "cta_href": "#contact", "highlighted": true, "badge": "Most popular" },
        { "name": "Team", "price": "$49", "period": "per month", "description": "For everyone you work with.", "features": ["Projects without limit", "A person of your own to call", "Weekly report"], "cta_label": "Choose Team", "cta_href": "#contact", "highlighted": false, "badge": "" }
      ],
      "note": "All prices include tax."
    } $json$),

    ('cta', 'Call to action', 'conversion', null, $json$ {
      "heading": "Ready when you are",
      "text": "Tell us what you need. We answer within a day.",
      "cta_primary_label": "Get in touch",
      "cta_primary_href": "#contact",
      "cta_secondary_label": "",
      "cta_secondary_href": "",
      "style": "banner",
      "text_align": "center"
    } $json$),

    ('contact_form', 'Contact form', 'conversion', null, $json$ {
      "anchor": "contact",
      "heading": "Get in touch",
      "subheading": "We would love to hear from you.",
      "recipient_email": "",
      "fields": [
        { "name": "name", "label": "Your name", "type": "text", "required": true },
        { "name": "email", "label": "E-mail", "type": "email", "required": true },
        { "name": "phone", "label": "Phone", "type": "tel", "required": false },
        { "name": "message", "label": "Message", "type": "textarea", "required": true }
      ],
      "submit_label": "Send message",
      "success_message": "Thank you! We will get back to you within a day.",
      "show_address": false,
      "address": "",
      "show_phone": false,
      "phone": "",
      "show_business_hours": false,
      "business_hours": ""
    } $json$),

    ('team', 'Team', 'content', null, $json$ {
      "heading": "The people behind it",
      "subheading": "Small enough that you will know us all by name.",
      "columns": 3,
      "members": [
        { "name": "Robin Adler", "role": "Founder", "bio": "Started with one table and a good idea.", "photo_url": "", "links": [] },
        { "name": "Sam Okafor", "role": "Design", "bio": "Makes things look as simple as they should be.", "photo_url": "", "links": [] },
        { "name": "Kim Laurent", "role": "Customers", "bio": "The voice you hear when you call.", "photo_url": "", "links": [] }
      ]
    } $json$),

    ('faq', 'Questions and answers', 'content', null, $json$ {
      "heading": "Questions we often hear",
      "items": [
        { "question": "How do I get started?", "answer": "Write to us or call. We will tell you what we need to know, and what it will cost." },
        { "question": "How long does it take?", "answer": "Usually less than a week. If it takes longer, we tell you beforehand." },
        { "question": "What if I change my mind?", "answer": "You can cancel until the day before, free of charge." }
      ],
      "open_first": true,
      "one_at_a_time": false
    } $json$),

    ('stats', 'Figures', 'social proof', null, $json$ {
      "heading": "",
      "items": [
        { "value": 12, "prefix": "", "suffix": " years", "label": "of experience" },
        { "value": 850, "prefix": "", "suffix": "+", "label": "happy customers" },
        { "value": "4.9", "prefix": "", "suffix": " / 5", "label": "average rating" }
      ]
    } $json$),

    ('blog_grid', 'Blog posts', 'content', null, $json$ {
      "heading": "From our journal",
      "subheading": "",
      "columns": 3,
      "posts": [
        { "title": "How it all began", "excerpt": "A short story about a long evening and a decision we never regretted.", "image_url": "", "image_alt": "", "href": "", "date": "", "author": "", "category": "Story" },
        { "title": "Five things we learned", "excerpt": "Some of them the hard way. You are welcome to skip that part.", "image_url": "", "image_alt": "", "href": "", "date": "", "author": "", "category": "Advice" },
        { "title": "What comes next", "excerpt": "Our plans for the year, and how you can have a say in them.", "image_url": "", "image_alt": "", "href": "", "date": "", "author": "", "category": "News" }
      ],
      "cta_label": "",
      "cta_href": ""
    } $json$),

    ('video_embed', 'Video', 'media', null, $json$ {
      "heading": "See for yourself",
      "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
      "title": "Big Buck Bunny",
      "caption": "",
      "poster_url": "",
      "aspect_ratio": "16:9"
    } $json$),

    ('map', 'Map', 'media', null, $json$ {
      "heading": "Where to find us",
      "address": "1 Market Square, Springfield",
      "embed_url": "",
      "zoom": 15,
      "height": "420px",
      "show_directions": true
    } $json$),

    ('rich_text', 'Text', 'content', null, $json$ {
      "heading": "",
      "content": "<h2>About us</h2><p>Write as much or as little as you like. Use <strong>bold</strong> for what matters and <a href=\"#contact\">links</a> for where to go next.</p><ul><li>Lists help people who skim.</li><li>Short paragraphs help everyone.</li></ul>",
      "max_width": "normal",
      "text_align": "left"
    } $json$),

    ('image_text', 'Image and text', 'content', null, $json$ {
      "heading": "A story worth telling",
      "text": "Every business has a beginning. Tell yours here, next to a picture that shows it.",
      "points": ["What makes you different", "What you are proud of"],
      "image_url": "",
      "image_alt": "A picture that goes with your story",
      "image_side": "left",
      "cta_label": "",
      "cta_href": ""
    } $json$),

    ('footer', 'Footer', 'layout', null, $json$ {
      "logo_url": "",
      "tagline": "",
      "columns": [],
      "social_links": [],
      "copyright": "",
      "show_powered_by": true
    } $json$),

    ('custom_html', 'Custom HTML', 'advanced', 'pro', $json$ {
      "html": "<p>Your own HTML goes here. It runs in a frame of its own, apart from the rest of the page.</p>",
      "title": "Embedded content",
      "height": 200
    } $json$)
),

-- One row per type and key. `prefix` leads to the objects that hold the value, `leaf` is the value in one of them.
check_row (type, key, prefix, leaf, mark, rule, args) as (
  select
    t.type,
    k.key,
    '$' || coalesce('.' || replace(nullif(regexp_replace(k.key, '\.?[a-z_]+$', ''), ''), '[]', '[*]'), ''),
    '@.' || substring(k.key from '[a-z_]+$'),
    substring(marked.key from '[!?]$'),
    s.rule,
    s.args
  from spec as s
  cross join lateral string_to_table(s.keys, ' ') as marked (key)
  cross join lateral (select rtrim(marked.key, '!?')) as k (key)
  inner join (
    select type, true as block from type
    union all
    select table_name || '.' || column_name, false from shape
  ) as t on (s.types = '*' and t.block) or t.type = any (string_to_array(s.types, ' '))
),

checks (type, checks) as (
  select
    c.type,
    jsonb_agg(
      jsonb_build_object(
        'key', c.key,
        'path', format(
          case c.mark
            when '!' then '!exists(%1$s ? (!(%3$s)))'
            when '?' then '!exists(%1$s ? (exists(%2$s) && %2$s != null && !(%3$s)))'
            else '!exists(%1$s ? (exists(%2$s) && !(%3$s)))'
          end,
          c.prefix, c.leaf, format(r.test, c.leaf, a.first, a.second)
        ),
        'message', format(r.message, null, coalesce(replace(c.args[1], '|', ', '), ''), a.second)
      )
      order by c.key collate "C"
    )
  from check_row as c
  inner join rule as r on r.name = c.rule
  cross join lateral (
    select
      case
        when c.rule = 'one_of' then
          (select string_agg(format('%s == "%s"', c.leaf, o.word), ' || ') from string_to_table(c.args[1], '|') as o (word))
        else coalesce(c.args[1], '')
      end,
      coalesce(c.args[2], '')
  ) as a (first, second)
  group by c.type
),

shapes_written as (
  insert into private.json_shapes as old (table_name, column_name, checks, max_text_length)
  select s.table_name, s.column_name, coalesce(c.checks, '[]'), s.max_text_length
  from shape as s
  left join checks as c on c.type = s.table_name || '.' || s.column_name
  on conflict (table_name, column_name) do update set checks = excluded.checks, max_text_length = excluded.max_text_length
  where (old.checks, old.max_text_length) is distinct from (excluded.checks, excluded.max_text_length)
)

insert into public.component_types as old (type, label, category, required_plan, default_props, checks, max_text_length)
select t.type, t.label, t.category, t.required_plan, t.default_props, c.checks,
  case when t.type in ('rich_text', 'custom_html') then 100000 else 2000 end
from type as t
inner join checks as c using (type)
on conflict (type) do update set
  label = excluded.label,
  category = excluded.category,
  required_plan = excluded.required_plan,
  default_props = excluded.default_props,
  checks = excluded.checks,
  max_text_length = excluded.max_text_length
where
  (old.label, old.category, old.required_plan, old.default_props, old.checks, old.max_text_length)
  is distinct from (excluded.label, excluded.category, excluded.required_plan, excluded.default_props, excluded.checks, excluded.max_text_length);
