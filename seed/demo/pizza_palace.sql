-- A tenant to look around in: Ada's Pizza Palace, published twice.
--   sign in as   demo@tenantry.test / tenantry-demo
--   visit        /, /menu, /contact, and /tasting-club with the password margherita
-- Everything after the sign-up is done as Ada, under the same rules as anybody's requests.
do $demo$
declare
  v_user uuid := gen_random_uuid();
  v_site uuid;
  v_home uuid;
  v_menu uuid;
  v_contact uuid;
  v_club uuid;
  v_navbar jsonb;
  v_footer jsonb;
begin
  if exists (select from auth.users u where u.email = 'demo@tenantry.test') then return; end if;

  insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
    raw_app_meta_data, raw_user_meta_data, created_at, updated_at, confirmation_token, recovery_token, email_change)
  values ('00000000-0000-0000-0000-000000000000', v_user, 'authenticated', 'authenticated', 'demo@tenantry.test',
    extensions.crypt('tenantry-demo', extensions.gen_salt('bf', 10)), now(),
    '{"provider": "email", "providers": ["email"]}', '{"full_name": "Ada Russo", "tenant_name": "Pizza Palace"}', now(), now(), '', '', '');

  perform set_config('request.jwt.claims',
    jsonb_build_object('sub', v_user, 'role', 'authenticated', 'email', 'demo@tenantry.test')::text, true);
  perform set_config('role', 'authenticated', true);
  perform private.begin_request();

  select w.id into strict v_site from public.websites w;
  select p.id into strict v_home from public.pages p;

  update public.websites w set
    branding_config = $json$ {
      "colors": {
        "primary": "#c2401c", "secondary": "#2d2622", "background": "#fffdf9", "surface": "#faf3e7", "text": "#2d2622",
        "text_muted": "#665c54", "accent": "#f2b544", "danger": "#b3261e", "success": "#3f7d4e"
      },
      "typography": { "heading_font": "Playfair Display", "body_font": "Inter", "base_font_size": 17, "line_height": 1.6, "heading_weight": 700 },
      "spacing": { "section_padding_y": "88px", "container_max_width": "1160px" },
      "border_radius": { "button": "10px", "card": "16px", "input": "8px" }
    } $json$,
    seo_defaults = '{"title_template": "%s | Pizza Palace", "description": "Wood-fired pizza in the heart of Chicago, made fresh every day."}'
  where w.id = v_site;

  -- What the pages have in common.
  v_navbar := $json$ {
    "logo": { "url": "", "alt": "Pizza Palace", "width": 140 }, "links": [], "style": "sticky",
    "show_cta_button": true, "cta_label": "Book a table", "cta_href": "/contact", "mobile_breakpoint": 768
  } $json$;
  v_footer := $json$ {
    "logo_url": "", "tagline": "Wood-fired since 2012.",
    "columns": [
      { "heading": "Pizza Palace", "links": [
        { "label": "Menu", "href": "/menu" }, { "label": "Contact", "href": "/contact" }, { "label": "Tasting club", "href": "/tasting-club" } ] },
      { "heading": "Talk to us", "links": [
        { "label": "+1 (312) 555-0123", "href": "tel:+13125550123" }, { "label": "hello@pizzapalace.example", "href": "mailto:hello@pizzapalace.example" } ] }
    ],
    "social_links": [
      { "platform": "instagram", "url": "https://instagram.com/pizzapalace" }, { "platform": "facebook", "url": "https://facebook.com/pizzapalace" } ],
    "copyright": "© Pizza Palace. All rights reserved.", "show_powered_by": true
  } $json$;

  -- Home: the five components of a new site, rewritten, and more between them.
  update public.pages p set seo_meta = $json$ {
      "title": "Pizza Palace: wood-fired pizza in Chicago",
      "description": "Authentic Italian pizza from a wood-fired oven, made fresh every day with ingredients from around the corner.",
      "structured_data": {
        "@context": "https://schema.org", "@type": "Restaurant", "name": "Pizza Palace", "servesCuisine": "Italian",
        "telephone": "+1 312 555 0123", "address": { "@type": "PostalAddress", "streetAddress": "123 Main St", "addressLocality": "Chicago" }
      }
    } $json$
  where p.id = v_home;
  update public.components c set props = case c.type
    when 'navbar' then v_navbar || '{"background_color": "transparent", "text_color": "#FFFFFF"}'
    when 'hero' then $json$ {
        "heading": "Authentic Italian pizza", "subheading": "Made fresh daily, from flour and fire.",
        "cta_primary_label": "View the menu", "cta_primary_href": "/menu", "cta_secondary_label": "Our story", "cta_secondary_href": "#story",
        "background_type": "gradient", "text_align": "left", "min_height": "80vh", "heading_size": "6xl", "text_color": "#FFFFFF"
      } $json$
    when 'features' then $json$ {
        "heading": "Why choose us", "subheading": "We have fed the neighbourhood for more than ten years.", "layout": "3-column",
        "items": [
          { "icon": "flame", "title": "Wood-fired oven", "description": "Ninety seconds at 480 °C, and the crust sings.", "icon_color": "#c2401c" },
          { "icon": "leaf", "title": "Fresh ingredients", "description": "From farms you can reach by bicycle. Never frozen.", "icon_color": "#3f7d4e" },
          { "icon": "heart", "title": "A family recipe", "description": "Nonna’s dough, forty-eight hours in the making.", "icon_color": "#b3541e" }
        ]
      } $json$
    when 'gallery' then $json$ {
        "heading": "Out of the oven", "layout": "masonry", "columns": 3,
        "images": [
          { "url": "", "alt": "Margherita with basil leaves", "caption": "Margherita" },
          { "url": "", "alt": "Quattro formaggi", "caption": "Quattro formaggi" },
          { "url": "", "alt": "Diavola with hot salami", "caption": "Diavola" },
          { "url": "", "alt": "The oven at full heat", "caption": "The oven, at full heat" },
          { "url": "", "alt": "Dough at rest under a cloth", "caption": "Dough at rest" },
          { "url": "", "alt": "Our terrace in the evening", "caption": "The terrace" }
        ],
        "enable_lightbox": true, "show_captions": true
      } $json$
    else v_footer
  end::jsonb
  where c.page_id = v_home;
  insert into public.components (page_id, type, order_key, props) values
    (v_home, 'stats', 'a1V', $json$ {
        "items": [
          { "value": 48, "suffix": " h", "label": "our dough takes" }, { "value": 90, "suffix": " s", "label": "in the oven" },
          { "value": "4.9", "suffix": " / 5", "label": "in 1,200 reviews" }
        ]
      } $json$),
    (v_home, 'image_text', 'a2V', $json$ {
        "anchor": "story", "heading": "From Naples, by way of Main Street",
        "text": "In 2012 Ada Russo built an oven in her grandfather’s garage. The neighbours came for a slice and stayed for the evening.\n\nThe garage has grown since. The oven is still the same.",
        "points": ["Flour from one mill, tomatoes from one valley", "Bread for the food bank every Monday"],
        "image_url": "", "image_alt": "Ada at her oven", "image_side": "right"
      } $json$),
    (v_home, 'testimonials', 'a3G', $json$ {
        "heading": "What our guests say", "layout": "grid",
        "reviews": [
          { "name": "Sarah M.", "rating": 5, "text": "Best pizza in the city, hands down!", "source": "Google", "date": "2026-03-15" },
          { "name": "Daniel O.", "rating": 5, "text": "The crust alone is worth the walk. So is the tiramisù.", "source": "Google", "date": "2026-02-02" },
          { "name": "Mei L.", "rating": 4, "text": "Loud, warm and delicious. Come early, or book.", "source": "Yelp", "date": "2026-01-20" }
        ]
      } $json$),
    (v_home, 'blog_grid', 'a3V', $json$ {
        "heading": "News from the kitchen", "columns": 2,
        "posts": [
          { "title": "The summer menu is here", "excerpt": "Courgette flowers, lemon, and a cheese we had to promise not to name.", "href": "/menu", "date": "2026-05-04", "author": "Ada", "category": "Menu" },
          { "title": "An evening with twelve tomatoes", "excerpt": "Our tasting club meets again. Members know the password.", "href": "/tasting-club", "date": "2026-04-18", "author": "Luca", "category": "Club" }
        ]
      } $json$),
    (v_home, 'cta', 'a3k', $json$ {
        "heading": "Hungry?", "text": "Tables go quickly at the weekend.",
        "cta_primary_label": "Book a table", "cta_primary_href": "/contact", "cta_secondary_label": "Call us", "cta_secondary_href": "tel:+13125550123",
        "style": "banner", "text_align": "center"
      } $json$);

  insert into public.pages (website_id, title, slug, status, nav_order, seo_meta) values
    (v_site, 'Menu', '/menu', 'published', 1, '{"description": "Pizzas, starters and sweets, and three menus to share."}')
  returning id into v_menu;
  insert into public.components (page_id, type, props) values (v_menu, 'navbar', v_navbar);
  insert into public.components (page_id, type, props) values (v_menu, 'features', $json$ {
      "heading": "Our pizzas", "subheading": "All on Nonna’s dough; ask for a gluten-free one.", "layout": "2-column",
      "items": [
        { "icon": "pizza", "title": "Margherita · $12", "description": "Tomato, mozzarella, basil. Nothing to hide behind." },
        { "icon": "flame", "title": "Diavola · $15", "description": "Tomato, mozzarella, hot salami, honey." },
        { "icon": "leaf", "title": "Ortolana · $14", "description": "Aubergine, peppers, courgettes, rocket." },
        { "icon": "star", "title": "Quattro formaggi · $16", "description": "Mozzarella, gorgonzola, fontina, parmesan." }
      ]
    } $json$);
  insert into public.components (page_id, type, props) values (v_menu, 'pricing', $json$ {
      "heading": "Menus to share", "subheading": "For the whole table.",
      "plans": [
        { "name": "Lunch", "price": "$16", "period": "per person", "description": "Monday to Friday until 3 pm", "features": ["Any pizza", "A salad", "An espresso"], "cta_label": "Book lunch", "cta_href": "/contact", "highlighted": false },
        { "name": "La famiglia", "price": "$28", "period": "per person", "description": "From four people", "features": ["Antipasti", "Pizza for all, one by one", "Tiramisù"], "cta_label": "Book for the family", "cta_href": "/contact", "highlighted": true, "badge": "Our favourite" },
        { "name": "La festa", "price": "$45", "period": "per person", "description": "From ten people", "features": ["Everything in La famiglia", "Wine from the house", "The long table"], "cta_label": "Plan a party", "cta_href": "/contact", "highlighted": false }
      ],
      "note": "Children under six eat with us for free."
    } $json$);
  insert into public.components (page_id, type, props) values (v_menu, 'rich_text', $json$ {
      "heading": "Allergies",
      "content": "<p>All our dough contains <strong>gluten</strong> unless you ask. Every dish can be made without nuts.</p><ul><li>Vegan: Ortolana without parmesan</li><li>Lactose-free: every pizza, with our oat mozzarella</li></ul><p>Not sure? <a href=\"/contact\">Ask us.</a></p>",
      "max_width": "narrow"
    } $json$);
  insert into public.components (page_id, type, props) values (v_menu, 'footer', v_footer);

  insert into public.pages (website_id, title, slug, status, nav_order, seo_meta) values
    (v_site, 'Contact', '/contact', 'published', 2, '{"description": "Book a table, find your way, ask us anything."}')
  returning id into v_contact;
  insert into public.components (page_id, type, props) values (v_contact, 'navbar', v_navbar);
  insert into public.components (page_id, type, props) values (v_contact, 'contact_form', $json$ {
      "heading": "Get in touch", "subheading": "We’d love to hear from you.", "recipient_email": "hello@pizzapalace.example",
      "fields": [
        { "name": "name", "label": "Your name", "type": "text", "required": true },
        { "name": "email", "label": "E-mail", "type": "email", "required": true },
        { "name": "phone", "label": "Phone", "type": "tel", "required": false },
        { "name": "guests", "label": "Guests", "type": "select", "required": false, "options": ["Two", "Three or four", "Five or more"] },
        { "name": "message", "label": "Message", "type": "textarea", "required": true }
      ],
      "submit_label": "Send message", "success_message": "Thanks! We’ll get back to you within a day.",
      "show_address": true, "address": "123 Main St\nChicago, IL 60601", "show_phone": true, "phone": "+1 (312) 555-0123",
      "show_business_hours": true, "business_hours": "Mon–Fri 11 am – 10 pm\nSat–Sun 10 am – 11 pm"
    } $json$);
  insert into public.components (page_id, type, props) values (v_contact, 'map', $json$ {
      "heading": "Find us", "address": "123 Main St, Chicago, IL 60601", "zoom": 15, "height": "380px", "show_directions": true
    } $json$);
  insert into public.components (page_id, type, props) values (v_contact, 'team', $json$ {
      "heading": "Who you will meet", "columns": 3,
      "members": [
        { "name": "Ada Russo", "role": "Founder", "bio": "Keeps the fire." },
        { "name": "Luca Bianchi", "role": "Kitchen", "bio": "Knows every tomato by name." },
        { "name": "Grace Park", "role": "Front of house", "bio": "Finds you a table when there is none." }
      ]
    } $json$);
  insert into public.components (page_id, type, props) values (v_contact, 'faq', $json$ {
      "heading": "Before you come",
      "items": [
        { "question": "Do I need to book?", "answer": "From Thursday to Sunday we would. On other days just come." },
        { "question": "Is there parking?", "answer": "Behind the house, for twelve cars and any number of bicycles." },
        { "question": "May I bring my dog?", "answer": "On the terrace, with pleasure. There is water, and sometimes crust." }
      ],
      "open_first": true
    } $json$);
  insert into public.components (page_id, type, props) values (v_contact, 'footer', v_footer);

  insert into public.pages (website_id, title, slug, status, show_in_nav, seo_meta) values
    (v_site, 'Tasting club', '/tasting-club', 'hidden', false, '{"no_index": true}')
  returning id into v_club;
  insert into public.components (page_id, type, props) values (v_club, 'navbar', v_navbar);
  insert into public.components (page_id, type, props) values (v_club, 'rich_text', $json$ {
      "heading": "Welcome to the club",
      "content": "<p>We meet on the last Tuesday of the month, after closing. Bring a friend and an appetite.</p><blockquote>Next time: twelve tomatoes, blind.</blockquote>"
    } $json$);
  insert into public.components (page_id, type, props) values (v_club, 'video_embed', $json$ {
      "heading": "While you wait", "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ", "title": "Big Buck Bunny", "caption": "Not about pizza, but good.", "aspect_ratio": "16:9"
    } $json$);
  insert into public.components (page_id, type, props) values (v_club, 'footer', v_footer);
  perform public.set_page_password(v_club, 'margherita');

  -- Two deployments, so that there is something to roll back to.
  perform public.publish_website(v_site, 'Opening night');
  update public.components c set props = c.props || '{"subheading": "Made fresh daily, with ingredients from around the corner."}'
  where c.page_id = v_home and c.type = 'hero';
  perform public.publish_website(v_site, 'New words on the home page');

  -- No longer Ada.
  perform set_config('role', 'none', true), set_config('request.jwt.claims', '', true);
end
$demo$;
