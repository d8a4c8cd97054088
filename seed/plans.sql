-- First values only: what operators and price synchronisation have changed stays. A limit that changes later is an update in its migration.
insert into public.plans (id, name, slug, description, max_websites, max_pages_per_site, storage_limit_mb, ai_credits_per_month,
  custom_domain_allowed, version_history_limit, collaboration_enabled, max_collaborators, analytics_enabled, priority_support,
  max_widgets, max_interactions_per_month, price_monthly_cents, price_yearly_cents, display_order, badge_text) values
  ('00000000-0000-0000-0000-000000000001', 'Starter', 'starter', 'Everything to get a site online, free.',
   1, 5, 100, 10, false, 5, false, 1, false, false, 1, 100, 0, 0, 1, null),
  ('00000000-0000-0000-0000-000000000002', 'Growth', 'growth', 'More sites, a team and your own domain.',
   3, 20, 500, 50, true, 20, true, 5, true, false, 5, 2000, 1900, 19000, 2, 'Most Popular'),
  ('00000000-0000-0000-0000-000000000003', 'Pro', 'pro', 'Room for professional teams.',
   10, 100, 2000, 200, true, 50, true, 20, true, true, 25, 20000, 4900, 49000, 3, 'Best Value')
on conflict (slug) do nothing;
