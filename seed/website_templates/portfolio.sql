-- One person's work: a dark room, large letters, one warm colour.
insert into public.website_templates (id, name, description, display_order, content) values ('portfolio', 'Portfolio', 'A dark, quiet stage for the work of a designer, photographer or maker.', 2, $json$
{
  "branding": {
    "colors": {
      "primary": "#e9b949",
      "secondary": "#23262d",
      "background": "#111318",
      "surface": "#181b22",
      "text": "#f3f0ea",
      "text_muted": "#b3aea4",
      "accent": "#7fb8a4",
      "danger": "#ff8a80",
      "success": "#7fb8a4"
    },
    "typography": {"heading_font": "Space Grotesk", "body_font": "Inter", "base_font_size": 17, "line_height": 1.65, "heading_weight": 600},
    "spacing": {"section_padding_y": "104px", "container_max_width": "1200px"},
    "border_radius": {"button": "6px", "card": "10px", "input": "6px"}
  },
  "seo": {"title_template": "%s | {{name}}", "description": "{{name}}: identities, interfaces and printed things for people who care how they are seen."},
  "shared": {
    "navbar": {
      "logo": {"url": "", "alt": "{{name}}", "width": 140},
      "links": [],
      "style": "sticky",
      "show_cta_button": true,
      "cta_label": "Say hello",
      "cta_href": "/contact",
      "mobile_breakpoint": 768
    },
    "footer": {
      "logo_url": "",
      "tagline": "Available for a few good projects a year.",
      "columns": [
        {
          "heading": "Look around",
          "links": [{"label": "Work", "href": "/work"}, {"label": "About", "href": "/about"}, {"label": "Contact", "href": "/contact"}]
        }
      ],
      "social_links": [
        {"platform": "instagram", "url": "https://instagram.com/"},
        {"platform": "linkedin", "url": "https://linkedin.com/"},
        {"platform": "github", "url": "https://github.com/"}
      ],
      "copyright": "© {{name}}",
      "show_powered_by": true,
      "background_color": "#0b0c10",
      "text_color": "#f3f0ea"
    }
  },
  "pages": [
    {
      "title": "Home",
      "slug": "/",
      "seo": {
        "title": "{{name}}: design that knows when to stop",
        "description": "Selected work by {{name}}: brand identities, interfaces and books. See what was made, for whom, and why."
      },
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "hero",
          "props": {
            "heading": "Design that knows when to stop.",
            "subheading": "I’m {{name}}. I make identities, interfaces and printed things for people who care how they are seen.",
            "cta_primary_label": "See the work",
            "cta_primary_href": "/work",
            "cta_secondary_label": "About me",
            "cta_secondary_href": "/about",
            "background_type": "color",
            "background_color": "#111318",
            "text_color": "#f3f0ea",
            "text_align": "left",
            "min_height": "74vh",
            "heading_size": "7xl"
          }
        },
        {
          "type": "gallery",
          "props": {
            "anchor": "work",
            "heading": "Selected work",
            "layout": "grid",
            "columns": 2,
            "show_captions": true,
            "enable_lightbox": true,
            "images": [
              {"url": "", "alt": "Identity for a small publishing house", "caption": "Halm & Söhne, identity"},
              {"url": "", "alt": "Ticket app of a regional railway", "caption": "Nordbahn, ticket app"},
              {"url": "", "alt": "Exhibition poster in two colours", "caption": "Museum of Salt, posters"},
              {"url": "", "alt": "Packaging for a tea merchant", "caption": "Leaf & Tide, packaging"}
            ]
          }
        },
        {
          "type": "stats",
          "props": {
            "items": [
              {"value": 12, "suffix": " years", "label": "of practice"},
              {"value": 64, "label": "finished projects"},
              {"value": 9, "label": "clients who came back"}
            ]
          }
        },
        {
          "type": "features",
          "props": {
            "heading": "How I can help",
            "layout": "3-column",
            "items": [
              {"icon": "lightbulb", "title": "Identity", "description": "A name, a mark, a voice, and the few rules that keep them together."},
              {"icon": "code", "title": "Interfaces", "description": "From the first sketch to the front end. I build what I draw."},
              {"icon": "book", "title": "Print", "description": "Books, posters and packaging, with people who still own presses."}
            ]
          }
        },
        {
          "type": "testimonials",
          "props": {
            "heading": "From the other side of the table",
            "layout": "grid",
            "reviews": [
              {
                "name": "Clara Halm",
                "rating": 5,
                "text": "We asked for a logo and got an argument about who we are. It was the best money we have ever spent.",
                "source": "Halm & Söhne"
              },
              {
                "name": "Mikkel Strand",
                "rating": 5,
                "text": "Complaints about the app fell by half. Nobody noticed the design, which was the brief.",
                "source": "Nordbahn"
              }
            ]
          }
        },
        {
          "type": "cta",
          "props": {
            "heading": "Have something in mind?",
            "text": "Tell me about it in three sentences. You will hear from me within two days.",
            "cta_primary_label": "Start a conversation",
            "cta_primary_href": "/contact",
            "style": "card",
            "text_align": "left"
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Work",
      "slug": "/work",
      "seo": {"description": "Case studies by {{name}}: the problem, the idea and what came of it."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "image_text",
          "props": {
            "heading": "Halm & Söhne",
            "text": "A publishing house with ninety years of covers and no common thread.\n\nWe found the thread in their own archive: a single typeface, cut for them in 1934 and forgotten. Redrawn, it now carries every book.",
            "points": ["Identity and typeface", "Twenty-six covers so far", "Shortlisted for Most Beautiful Books"],
            "image_url": "",
            "image_alt": "Three book covers from one series",
            "image_side": "right"
          }
        },
        {
          "type": "image_text",
          "props": {
            "heading": "Nordbahn",
            "text": "Buying a ticket took eleven taps. Now it takes three, and works in a tunnel.\n\nTwo months of riding trains, six prototypes, one very patient conductor.",
            "points": ["Research, interaction, front end", "Works offline", "4.8 out of 5 in both stores"],
            "image_url": "",
            "image_alt": "The ticket app on a phone",
            "image_side": "left"
          }
        },
        {
          "type": "image_text",
          "props": {
            "heading": "Museum of Salt",
            "text": "A museum nobody could find, about something everybody has at home.\n\nWhite posters, printed with salt water that crystallised on the paper. The city noticed.",
            "points": ["Campaign and wayfinding", "Visitors up by 40 % in a year"],
            "image_url": "",
            "image_alt": "A white poster on a brick wall",
            "image_side": "right"
          }
        },
        {
          "type": "blog_grid",
          "props": {
            "heading": "Smaller things",
            "columns": 3,
            "posts": [
              {
                "title": "Leaf & Tide",
                "excerpt": "Tea tins that stack, in eleven greens.",
                "image_url": "",
                "image_alt": "",
                "category": "Packaging",
                "href": "",
                "date": "",
                "author": ""
              },
              {
                "title": "Atlas of Quiet",
                "excerpt": "A book of 120 maps with hardly anything on them.",
                "image_url": "",
                "image_alt": "",
                "category": "Book",
                "href": "",
                "date": "",
                "author": ""
              },
              {
                "title": "Kiosk 9",
                "excerpt": "Signs for the smallest cinema in town.",
                "image_url": "",
                "image_alt": "",
                "category": "Wayfinding",
                "href": "",
                "date": "",
                "author": ""
              }
            ]
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "About",
      "slug": "/about",
      "seo": {"description": "Who {{name}} is, how the work is done, and what it costs."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "rich_text",
          "props": {
            "heading": "Hello, I’m {{name}}",
            "max_width": "narrow",
            "content": "<p>I trained as a typesetter, which is to say that I learned to look at the space between things. Agencies followed, then a studio, then the decision to work alone and only on what I would have wanted to see anyway.</p><p>I take on four to six projects a year. You work with me and with nobody else, from the first conversation to the last proof.</p><h2>What I believe</h2><ul><li>A good question saves a month.</li><li>If it needs explaining, it needs redrawing.</li><li>Accessible is not a feature. It is when it is finished.</li></ul>"
          }
        },
        {
          "type": "faq",
          "props": {
            "heading": "Things people ask",
            "open_first": false,
            "items": [
              {
                "question": "What does it cost?",
                "answer": "Most identities are between 8 and 20 thousand. You get a fixed price before we begin, and it stays fixed."
              },
              {"question": "How long does it take?", "answer": "Six to twelve weeks, depending on how quickly you can say no to things."},
              {"question": "Do you work with start-ups?", "answer": "Yes, if there is something to say yet. Write to me and we will find out."}
            ]
          }
        },
        {
          "type": "cta",
          "props": {
            "heading": "Shall we?",
            "text": "I read every message myself.",
            "cta_primary_label": "Get in touch",
            "cta_primary_href": "/contact",
            "style": "banner",
            "text_align": "center"
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Contact",
      "slug": "/contact",
      "seo": {"description": "Write to {{name}} about a project, a talk or a typeface."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "contact_form",
          "props": {
            "anchor": "contact",
            "heading": "Say hello",
            "subheading": "About a project, a talk, or a typeface that you can’t place.",
            "recipient_email": "",
            "fields": [
              {"name": "name", "label": "Your name", "type": "text", "required": true},
              {"name": "email", "label": "E-mail", "type": "email", "required": true},
              {
                "name": "budget",
                "label": "Budget",
                "type": "select",
                "required": false,
                "options": ["Below 5,000", "5,000 to 15,000", "More than 15,000", "No idea yet"]
              },
              {"name": "message", "label": "What is it about?", "type": "textarea", "required": true}
            ],
            "submit_label": "Send",
            "success_message": "Thank you. You will hear from me within two days.",
            "show_address": true,
            "address": "Studio 4, Old Harbour",
            "show_phone": false,
            "phone": "",
            "show_business_hours": true,
            "business_hours": "Mostly mornings"
          }
        },
        {"type": "footer", "props": {}}
      ]
    }
  ]
}
$json$)
on conflict (id) do update
  set name = excluded.name, description = excluded.description, display_order = excluded.display_order, content = excluded.content;
