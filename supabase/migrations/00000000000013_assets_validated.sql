--! Previous: sha1:bacdf8da3639980d110d41a2c481f1b8c2a052e4
--! Hash: sha1:258fc4a686e5c23c353f0abfeb1da1b02c4e3687
--! Message: assets validated

--! split: 531-assets-validated.sql
-- Rules of rows that were there before, checked while others write.
alter table public.components validate constraint components_props_size;
alter table public.websites validate constraint websites_branding_config_object;
alter table public.websites validate constraint websites_seo_defaults_object;
alter table public.websites validate constraint websites_settings_object;
alter table public.pages validate constraint pages_seo_meta_object;
alter table public.pages validate constraint pages_page_config_object;
alter table public.users validate constraint users_preferences_object;
