-- The plans and their limits, as they are sold
select results_eq('select slug, max_websites, max_pages_per_site, storage_limit_mb, ai_credits_per_month, max_collaborators, max_widgets, max_interactions_per_month,
  version_history_limit, credit_overdraft_limit, price_monthly_cents from plans order by display_order',
  $$values ('starter', 1, 5, 100, 10, 1, 1, 100, 5, 0, 0), ('growth', 3, 20, 500, 50, 5, 5, 2000, 20, 0, 1900), ('pro', 10, 100, 2000, 200, 20, 25, 20000, 50, 0, 4900)$$, 'limits');
select results_eq('select slug, custom_domain_allowed, collaboration_enabled, analytics_enabled, priority_support from plans order by display_order',
  $$values ('starter', false, false, false, false), ('growth', true, true, true, false), ('pro', true, true, true, true)$$, 'features');
