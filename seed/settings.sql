-- First values only: what an operator has changed stays.
insert into private.settings (key, value, description) values
  ('root_domain', 'localhost', 'Websites are served at <subdomain>.<root_domain>.'),
  ('free_tenants_per_person', '3', 'How many tenants on the free plan one person may own.')
on conflict (key) do nothing;
