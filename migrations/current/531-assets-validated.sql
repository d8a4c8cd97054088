-- Rules of rows that were there before, checked while others write.
alter table public.components validate constraint components_props_size;
alter table public.websites validate constraint websites_branding_config_object;
alter table public.websites validate constraint websites_seo_defaults_object;
alter table public.websites validate constraint websites_settings_object;
alter table public.pages validate constraint pages_seo_meta_object;
alter table public.pages validate constraint pages_page_config_object;
alter table public.users validate constraint users_preferences_object;
