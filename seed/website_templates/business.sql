-- A company that offers services: clear, blue and brisk; what it does, what it costs, who it is.
insert into public.website_templates (id, name, description, display_order, content) values ('business', 'Business', 'A clear site for a company that offers services: what you do, what it costs, who you are.', 3, $json$
{
  "branding": {
    "colors": {
      "primary": "#1d4ed8",
      "secondary": "#0f1f43",
      "background": "#ffffff",
      "surface": "#f3f6fc",
      "text": "#141c2b",
      "text_muted": "#4e5b73",
      "accent": "#12b3a0",
      "danger": "#c62828",
      "success": "#1b8a5a"
    },
    "typography": {"heading_font": "Inter", "body_font": "Inter", "base_font_size": 17, "line_height": 1.6, "heading_weight": 700},
    "spacing": {"section_padding_y": "96px", "container_max_width": "1180px"},
    "border_radius": {"button": "10px", "card": "16px", "input": "8px"}
  },
  "seo": {"title_template": "%s | {{name}}", "description": "{{name}} takes the work off your desk: clear offers, fixed prices, and one person who answers."},
  "shared": {
    "navbar": {
      "logo": {"url": "", "alt": "{{name}}", "width": 140},
      "links": [],
      "style": "sticky",
      "show_cta_button": true,
      "cta_label": "Book a call",
      "cta_href": "/contact",
      "mobile_breakpoint": 820
    },
    "footer": {
      "logo_url": "",
      "tagline": "Good work, done when we said it would be.",
      "columns": [
        {
          "heading": "Company",
          "links": [{"label": "Services", "href": "/services"}, {"label": "Pricing", "href": "/pricing"}, {"label": "About us", "href": "/about"}]
        },
        {"heading": "Talk to us", "links": [{"label": "Contact", "href": "/contact"}, {"label": "+1 555 010 0188", "href": "tel:+15550100188"}]}
      ],
      "social_links": [{"platform": "linkedin", "url": "https://linkedin.com/"}],
      "copyright": "© {{name}}",
      "show_powered_by": true
    }
  },
  "pages": [
    {
      "title": "Home",
      "slug": "/",
      "seo": {
        "title": "{{name}}: the work off your desk",
        "description": "{{name}} helps small teams with operations, finance and everything in between. Fixed prices, and one person who answers."
      },
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "hero",
          "props": {
            "heading": "Run your business. We’ll run the rest.",
            "subheading": "{{name}} takes over the work that has to be done and that nobody has time for: books, payroll, contracts, and the phone.",
            "cta_primary_label": "Book a free call",
            "cta_primary_href": "/contact",
            "cta_secondary_label": "What we do",
            "cta_secondary_href": "/services",
            "background_type": "gradient",
            "text_align": "left",
            "min_height": "72vh",
            "heading_size": "6xl",
            "text_color": "#ffffff"
          }
        },
        {
          "type": "stats",
          "props": {
            "items": [
              {"value": 240, "suffix": "+", "label": "teams rely on us"},
              {"value": "98", "suffix": " %", "label": "of deadlines met, last year"},
              {"value": 2, "suffix": " h", "label": "until you have an answer"}
            ]
          }
        },
        {
          "type": "features",
          "props": {
            "heading": "One partner instead of five",
            "subheading": "Start with what hurts most. Add the rest when you are ready.",
            "layout": "3-column",
            "items": [
              {"icon": "briefcase", "title": "Bookkeeping", "description": "Every receipt in its place, every month closed by the fifth."},
              {"icon": "users", "title": "Payroll and people", "description": "Contracts, wages and holidays, right the first time."},
              {"icon": "shield", "title": "Compliance", "description": "We read the letters from the authorities, so that you can throw them away."},
              {"icon": "phone", "title": "Front office", "description": "A person answers in your name, with your calendar at hand."},
              {"icon": "zap", "title": "Automation", "description": "What happens twice a week should happen by itself."},
              {"icon": "chat", "title": "A sparring partner", "description": "A call each month about the numbers, and what to do about them."}
            ]
          }
        },
        {
          "type": "image_text",
          "props": {
            "heading": "You get a person, not a ticket number",
            "text": "Your lead knows your company, your customers and your year. They have a deputy who does, too.\n\nWhen something is on fire, you call a name.",
            "points": ["A fixed monthly price, agreed beforehand", "Cancel at the end of any month", "Your data stays yours, and leaves with you"],
            "image_url": "",
            "image_alt": "Two people going through a plan at a table",
            "image_side": "left",
            "cta_label": "Meet the team",
            "cta_href": "/about"
          }
        },
        {
          "type": "testimonials",
          "props": {
            "heading": "What clients tell us",
            "layout": "grid",
            "reviews": [
              {
                "name": "Priya Nair",
                "rating": 5,
                "text": "I got my Sundays back. I had forgotten that one could have those.",
                "source": "Founder of a bakery"
              },
              {
                "name": "Oskar Brandt",
                "rating": 5,
                "text": "They found an overpayment in the first week that paid for the year.",
                "source": "Head of a carpentry"
              },
              {
                "name": "Dana Whitfield",
                "rating": 5,
                "text": "Calm, precise, and funny on the phone. What more do you want?",
                "source": "Practice manager"
              }
            ]
          }
        },
        {
          "type": "cta",
          "props": {
            "heading": "Twenty minutes, no slides",
            "text": "Tell us where it hurts. We tell you honestly whether we can help.",
            "cta_primary_label": "Book a free call",
            "cta_primary_href": "/contact",
            "cta_secondary_label": "See prices",
            "cta_secondary_href": "/pricing",
            "style": "banner",
            "text_align": "center"
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Services",
      "slug": "/services",
      "seo": {"description": "Bookkeeping, payroll, compliance and front office: what {{name}} does, and how we begin."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "image_text",
          "props": {
            "heading": "Finance that closes on time",
            "text": "We connect your bank, your shop and your receipts, and close each month by the fifth working day. You see where you stand in one page, not in forty.",
            "points": ["Bookkeeping and VAT", "Invoices and reminders", "A monthly report in plain words"],
            "image_url": "",
            "image_alt": "A chart with a rising line",
            "image_side": "right"
          }
        },
        {
          "type": "image_text",
          "props": {
            "heading": "People, looked after",
            "text": "From the first contract to the last payslip. Your team has somebody to ask, and you have one thing less to remember.",
            "points": ["Contracts and onboarding", "Payroll in eleven countries", "Holidays and sick leave"],
            "image_url": "",
            "image_alt": "A team at lunch",
            "image_side": "left"
          }
        },
        {
          "type": "features",
          "props": {
            "heading": "How we begin",
            "layout": "4-column",
            "items": [
              {"icon": "phone", "title": "1. A call", "description": "Twenty minutes. You talk, we ask."},
              {"icon": "search", "title": "2. A look", "description": "We go through what there is and tell you what we found."},
              {"icon": "check", "title": "3. A plan", "description": "What we take over, from when, at what price."},
              {"icon": "zap", "title": "4. A start", "description": "Usually two weeks later. You will hardly notice, which is the idea."}
            ]
          }
        },
        {
          "type": "cta",
          "props": {
            "heading": "Not sure what you need?",
            "text": "Most people aren’t. That is what the first call is for.",
            "cta_primary_label": "Book a free call",
            "cta_primary_href": "/contact",
            "style": "card",
            "text_align": "center"
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Pricing",
      "slug": "/pricing",
      "seo": {"description": "Fixed monthly prices at {{name}}: three packages, no small print."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "pricing",
          "props": {
            "heading": "A price you can plan with",
            "subheading": "Fixed each month. Cancel at the end of any of them.",
            "plans": [
              {
                "name": "Essentials",
                "price": "$290",
                "period": "per month",
                "description": "For one person and a lot of receipts",
                "features": ["Bookkeeping and VAT", "Monthly report", "Answers within a day"],
                "cta_label": "Start with Essentials",
                "cta_href": "/contact",
                "highlighted": false
              },
              {
                "name": "Team",
                "price": "$790",
                "period": "per month",
                "description": "For up to 20 people",
                "features": ["Everything in Essentials", "Payroll and contracts", "A lead of your own", "Answers within two hours"],
                "cta_label": "Choose Team",
                "cta_href": "/contact",
                "highlighted": true,
                "badge": "Most chosen"
              },
              {
                "name": "Office",
                "price": "$1,690",
                "period": "per month",
                "description": "When we are your back office",
                "features": ["Everything in Team", "Phone and front office", "Automation", "A call with the partners each month"],
                "cta_label": "Talk about Office",
                "cta_href": "/contact",
                "highlighted": false
              }
            ],
            "note": "Prices without tax. The first month is free if we don’t keep our dates."
          }
        },
        {
          "type": "faq",
          "props": {
            "heading": "Fair questions",
            "open_first": true,
            "items": [
              {
                "question": "Is there a minimum term?",
                "answer": "No. You can cancel at the end of each month, and we hand everything over in good order."
              },
              {"question": "What if we grow?", "answer": "You move to the next package when it pays for you. We will tell you when that is."},
              {
                "question": "Who sees our data?",
                "answer": "Your lead, their deputy, and nobody else. Everything is stored encrypted, and access is logged."
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
      "nav_label": "About",
      "seo": {"description": "The people behind {{name}}, and why we started."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "rich_text",
          "props": {
            "heading": "We started because we needed it ourselves",
            "max_width": "narrow",
            "content": "<p>Three of us ran companies before this one. We were good at what we sold and terrible at the rest, and the rest took half of the week.</p><p><strong>{{name}}</strong> is the company we would have hired: people who know the law and the software, speak plainly, and call before it is too late.</p>"
          }
        },
        {
          "type": "team",
          "props": {
            "heading": "Who you will talk to",
            "columns": 3,
            "members": [
              {"name": "Lena Fischer", "role": "Managing partner", "bio": "Closes months the way others close windows.", "photo_url": ""},
              {"name": "Samuel Osei", "role": "People and payroll", "bio": "Has read every labour law twice, for you.", "photo_url": ""},
              {"name": "Yuki Tanaka", "role": "Systems", "bio": "If it can be automated, it already is.", "photo_url": ""}
            ]
          }
        },
        {
          "type": "stats",
          "props": {
            "items": [{"value": 2016, "label": "founded"}, {"value": 38, "label": "people in two offices"}, {"value": 11, "label": "languages on the phone"}]
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Contact",
      "slug": "/contact",
      "seo": {"description": "Book a free call with {{name}}, or write to us."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "contact_form",
          "props": {
            "anchor": "contact",
            "heading": "Book a free call",
            "subheading": "Leave your number and a good time. We call when we said we would.",
            "recipient_email": "",
            "fields": [
              {"name": "name", "label": "Your name", "type": "text", "required": true},
              {"name": "company", "label": "Company", "type": "text", "required": false},
              {"name": "email", "label": "E-mail", "type": "email", "required": true},
              {"name": "phone", "label": "Phone", "type": "tel", "required": true},
              {
                "name": "topic",
                "label": "What is it about?",
                "type": "select",
                "required": false,
                "options": ["Bookkeeping", "Payroll and people", "Front office", "Something else"]
              },
              {"name": "message", "label": "Anything we should know?", "type": "textarea", "required": false}
            ],
            "submit_label": "Ask for a call",
            "success_message": "Thank you! We will call you at the time you chose.",
            "show_address": true,
            "address": "48 Exchange Street\nSuite 300",
            "show_phone": true,
            "phone": "+1 555 010 0188",
            "show_business_hours": true,
            "business_hours": "Monday to Friday, 8 am – 6 pm"
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
