-- A neighbourhood restaurant: warm paper, dark green and terracotta; pictures are areas in these colours until there are any.
insert into public.website_templates (id, name, description, display_order, content) values ('restaurant', 'Restaurant', 'A warm site for a kitchen with a menu, a story and tables to fill.', 1, $json$
{
  "branding": {
    "colors": {
      "primary": "#a3411f",
      "secondary": "#26352c",
      "background": "#fdfaf4",
      "surface": "#f4ecdf",
      "text": "#2a211b",
      "text_muted": "#66584d",
      "accent": "#dda544",
      "danger": "#b3261e",
      "success": "#3f7d4e"
    },
    "typography": {"heading_font": "Playfair Display", "body_font": "Source Sans 3", "base_font_size": 18, "line_height": 1.6, "heading_weight": 600},
    "spacing": {"section_padding_y": "96px", "container_max_width": "1140px"},
    "border_radius": {"button": "999px", "card": "14px", "input": "8px"}
  },
  "seo": {"title_template": "%s | {{name}}", "description": "{{name}}: seasonal cooking, an honest wine list and a table with your name on it."},
  "shared": {
    "navbar": {
      "logo": {"url": "", "alt": "{{name}}", "width": 140},
      "links": [],
      "style": "sticky",
      "show_cta_button": true,
      "cta_label": "Book a table",
      "cta_href": "/visit#book",
      "mobile_breakpoint": 768
    },
    "footer": {
      "logo_url": "",
      "tagline": "Seasonal cooking, from the first asparagus to the last quince.",
      "columns": [
        {
          "heading": "The house",
          "links": [{"label": "Menu", "href": "/menu"}, {"label": "Our story", "href": "/story"}, {"label": "Visit us", "href": "/visit"}]
        },
        {"heading": "Open", "links": [{"label": "Tue–Fri, 5 pm – 11 pm", "href": "/visit"}, {"label": "Sat–Sun, noon – 11 pm", "href": "/visit"}]}
      ],
      "social_links": [{"platform": "instagram", "url": "https://instagram.com/"}, {"platform": "facebook", "url": "https://facebook.com/"}],
      "copyright": "© {{name}}",
      "show_powered_by": true
    }
  },
  "pages": [
    {
      "title": "Home",
      "slug": "/",
      "seo": {
        "title": "{{name}}: seasonal cooking, good company",
        "description": "A small kitchen that cooks with the seasons. Dinner from Tuesday to Sunday, lunch at the weekend. Book your table at {{name}}."
      },
      "components": [
        {"type": "navbar", "props": {"background_color": "transparent", "text_color": "#ffffff"}},
        {
          "type": "hero",
          "props": {
            "heading": "The season, on a plate",
            "subheading": "Forty seats, one open fire, and a menu that changes when the market does.",
            "cta_primary_label": "Book a table",
            "cta_primary_href": "/visit#book",
            "cta_secondary_label": "Tonight’s menu",
            "cta_secondary_href": "/menu",
            "background_type": "gradient",
            "text_align": "left",
            "min_height": "86vh",
            "heading_size": "7xl",
            "text_color": "#ffffff"
          }
        },
        {
          "type": "features",
          "props": {
            "heading": "What you can count on",
            "subheading": "Three habits we have never broken.",
            "layout": "3-column",
            "items": [
              {
                "icon": "leaf",
                "title": "Nothing out of season",
                "description": "Two farms, one fisherman and a mushroom hunter tell us what we cook.",
                "icon_color": "#3f7d4e"
              },
              {
                "icon": "flame",
                "title": "Everything over fire",
                "description": "Beech wood from the valley. It gives the bread its crust and the peaches their smoke.",
                "icon_color": "#a3411f"
              },
              {
                "icon": "heart",
                "title": "Nobody is rushed",
                "description": "Your table is yours for the evening. There is always one more coffee.",
                "icon_color": "#8a5a12"
              }
            ]
          }
        },
        {
          "type": "image_text",
          "props": {
            "anchor": "menu",
            "heading": "A short menu, cooked well",
            "text": "Six starters, five mains, three desserts. We would rather do a few things every night until they are right.\n\nVegetables are never an afterthought here, and the kitchen is happy to cook around allergies.",
            "points": ["A tasting menu of five courses for the whole table", "Wines from growers we have met", "Bread baked every afternoon at four"],
            "image_url": "",
            "image_alt": "Tomatoes, burrata and basil on a stone plate",
            "image_side": "right",
            "cta_label": "Read the menu",
            "cta_href": "/menu"
          }
        },
        {
          "type": "gallery",
          "props": {
            "heading": "From the pass",
            "layout": "masonry",
            "columns": 3,
            "show_captions": true,
            "enable_lightbox": true,
            "images": [
              {"url": "", "alt": "Charred leeks with hazelnuts", "caption": "Charred leeks, hazelnuts, brown butter"},
              {"url": "", "alt": "The open fire in the kitchen", "caption": "The fire, a little before seven"},
              {"url": "", "alt": "Sea bream on a bed of fennel", "caption": "Sea bream, fennel, preserved lemon"},
              {"url": "", "alt": "The long table by the window", "caption": "The long table"},
              {"url": "", "alt": "Quince tart with bay leaf cream", "caption": "Quince tart, bay leaf cream"},
              {"url": "", "alt": "A glass of orange wine in the evening light", "caption": "Something orange to begin with"}
            ]
          }
        },
        {
          "type": "testimonials",
          "props": {
            "heading": "Kind words",
            "layout": "grid",
            "reviews": [
              {
                "name": "Helena V.",
                "rating": 5,
                "text": "The sort of place you keep to yourself for a month and then tell everyone about.",
                "source": "A guest since the first week"
              },
              {
                "name": "Tom and Ines",
                "rating": 5,
                "text": "We came for our anniversary and were treated as if it were theirs.",
                "source": "Saturday regulars"
              },
              {
                "name": "Marcus B.",
                "rating": 5,
                "text": "I still think about the leeks. I don’t even like leeks.",
                "source": "Visiting from out of town"
              }
            ]
          }
        },
        {
          "type": "cta",
          "props": {
            "heading": "Hungry yet?",
            "text": "Tables for the weekend go by Wednesday. The bar keeps six seats for those who just walk in.",
            "cta_primary_label": "Book a table",
            "cta_primary_href": "/visit#book",
            "cta_secondary_label": "How to find us",
            "cta_secondary_href": "/visit",
            "style": "banner",
            "text_align": "center"
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Menu",
      "slug": "/menu",
      "seo": {"description": "Starters, mains and desserts at {{name}}, a tasting menu for the table, and what to drink with it."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "features",
          "props": {
            "heading": "To begin",
            "subheading": "The menu as it stands this week. It will have moved on by the next.",
            "layout": "2-column",
            "items": [
              {"title": "Bread from the fire · 5", "description": "Cultured butter, smoked salt"},
              {"title": "Tomatoes and burrata · 13", "description": "Basil oil, toasted seeds"},
              {"title": "Charred leeks · 12", "description": "Hazelnuts, brown butter, a soft egg"},
              {"title": "Cured trout · 14", "description": "Cucumber, dill, horseradish cream"}
            ]
          }
        },
        {
          "type": "features",
          "props": {
            "heading": "To go on",
            "layout": "2-column",
            "items": [
              {"title": "Sea bream, whole · 27", "description": "Fennel, preserved lemon, olive oil potatoes"},
              {"title": "Short rib · 29", "description": "Twelve hours, beetroot, mustard leaves"},
              {"title": "Celeriac from the embers · 22", "description": "Mushroom broth, black garlic"},
              {"title": "Handmade ravioli · 21", "description": "Ricotta, chard, lemon, too much parmesan"}
            ]
          }
        },
        {
          "type": "features",
          "props": {
            "heading": "To end well",
            "layout": "2-column",
            "items": [
              {"title": "Quince tart · 10", "description": "Bay leaf cream"},
              {"title": "Chocolate, olive oil, salt · 9", "description": "Exactly what it says"}
            ]
          }
        },
        {
          "type": "pricing",
          "props": {
            "heading": "For the whole table",
            "subheading": "Tell us when you book; we do the rest.",
            "plans": [
              {
                "name": "Weekend lunch",
                "price": "$29",
                "period": "per person",
                "description": "Saturday and Sunday, noon to 3 pm",
                "features": ["Bread and two starters to share", "A main of your choice", "Coffee"],
                "cta_label": "Book lunch",
                "cta_href": "/visit#book",
                "highlighted": false
              },
              {
                "name": "Tasting menu",
                "price": "$58",
                "period": "per person",
                "description": "Five courses, chosen that morning",
                "features": ["Bread from the fire", "Two starters, a fish, a roast", "Dessert, and something after it"],
                "cta_label": "Book the tasting menu",
                "cta_href": "/visit#book",
                "highlighted": true,
                "badge": "Our favourite"
              },
              {
                "name": "With wine",
                "price": "$92",
                "period": "per person",
                "description": "The tasting menu, glass by glass",
                "features": ["Everything in the tasting menu", "Five glasses that fit", "The story behind each of them"],
                "cta_label": "Book it with wine",
                "cta_href": "/visit#book",
                "highlighted": false
              }
            ],
            "note": "Please tell us about allergies. We cook around nearly all of them."
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Our story",
      "slug": "/story",
      "seo": {"description": "How {{name}} began with a borrowed oven, and who cooks there today."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "rich_text",
          "props": {
            "heading": "It began with a borrowed oven",
            "max_width": "narrow",
            "content": "<p>The first dinner at <strong>{{name}}</strong> was for eleven people, on chairs from four different kitchens. There was one dish, and it was late. Everyone came back the next month.</p><p>We found the room two years later: a former print shop with north light, a good chimney and floors that remember where the presses stood. We built the hearth ourselves and left the floors alone.</p><blockquote>Cook what is there. Stop before it is too much.</blockquote><p>That is still all there is to it.</p>"
          }
        },
        {
          "type": "stats",
          "props": {
            "items": [
              {"value": 40, "label": "seats, and six at the bar"},
              {"value": 11, "suffix": " km", "label": "to the farthest farm"},
              {"value": 1, "label": "fire, lit at two every day"}
            ]
          }
        },
        {
          "type": "team",
          "props": {
            "heading": "Who cooks for you",
            "subheading": "And who makes sure that you hear about it.",
            "columns": 3,
            "members": [
              {"name": "Nora Lindqvist", "role": "Head chef", "bio": "Reads seed catalogues in bed.", "photo_url": ""},
              {"name": "Joaquín Reyes", "role": "Fire and bread", "bio": "First in, last to admit that he is tired.", "photo_url": ""},
              {"name": "Amélie Okoye", "role": "Host and wine", "bio": "Remembers what you drank last time.", "photo_url": ""}
            ]
          }
        },
        {
          "type": "cta",
          "props": {
            "heading": "Come and sit with us",
            "text": "Dinner from Tuesday to Sunday. Lunch at the weekend.",
            "cta_primary_label": "Book a table",
            "cta_primary_href": "/visit#book",
            "style": "card",
            "text_align": "center"
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Visit",
      "slug": "/visit",
      "seo": {"description": "Opening hours, address and bookings at {{name}}."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "contact_form",
          "props": {
            "anchor": "book",
            "heading": "Book a table",
            "subheading": "For up to eight. If you are more, call us and we will move some furniture.",
            "recipient_email": "",
            "fields": [
              {"name": "name", "label": "Your name", "type": "text", "required": true},
              {"name": "email", "label": "E-mail", "type": "email", "required": true},
              {"name": "date", "label": "Date", "type": "date", "required": true},
              {
                "name": "guests",
                "label": "Guests",
                "type": "select",
                "required": true,
                "options": ["Two", "Three", "Four", "Five or six", "Seven or eight"]
              },
              {
                "name": "message",
                "label": "Anything we should know?",
                "type": "textarea",
                "required": false,
                "placeholder": "Allergies, a birthday, a favourite corner"
              }
            ],
            "submit_label": "Ask for this table",
            "success_message": "Thank you! We confirm every booking by e-mail, usually within the hour.",
            "show_address": true,
            "address": "12 Printers’ Yard\nRiverside",
            "show_phone": true,
            "phone": "+1 555 010 0142",
            "show_business_hours": true,
            "business_hours": "Tuesday to Friday, 5 pm – 11 pm\nSaturday and Sunday, noon – 11 pm\nMonday we go to the market"
          }
        },
        {
          "type": "faq",
          "props": {
            "heading": "Before you come",
            "open_first": true,
            "items": [
              {"question": "Can I just walk in?", "answer": "Please do. The six seats at the bar are never booked."},
              {
                "question": "Do you cook for children?",
                "answer": "With pleasure. Half portions of anything, and pasta with butter that is on no menu."
              },
              {"question": "Is the room accessible?", "answer": "Yes: no steps from the street to your table, and a wide bathroom."},
              {"question": "May I bring my dog?", "answer": "On the terrace, always. Inside, small ones who like to sleep."}
            ]
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
