-- First values only: what an operator has changed stays.
insert into private.settings (key, value, description) values
  ('root_domain', 'localhost', 'Websites are served at <subdomain>.<root_domain>.'),
  ('free_tenants_per_person', '3', 'How many tenants on the free plan one person may own.'),
  ('cloudinary_folder', 'tenantry', 'Folder at Cloudinary with the files of all tenants: small letters, digits, - and _.'),
  ('client_address_header', 'x-forwarded-for', 'Request header with the client''s address, which the proxy in front overwrites; behind Cloudflare, as on Supabase, cf-connecting-ip.'),
  ('country_header', '', 'Request header in which a proxy tells a visitor''s country and which it overwrites (cf-ipcountry); empty: none is trusted.')
on conflict (key) do nothing;
