-- S8: what counts by the month begins anew with the first write after it; what is given back of the month before is not owed
select tests.sign_up('ann@a.test');
prepare before_last_month as update usage_counters set interaction_count = 40, ai_credits_used = 9, period_start = now() - interval '3 months', period_end = now() - interval '2 months';
prepare counted as select interaction_count, ai_credits_used, website_count, period_start = date_trunc('month', now(), 'UTC'), period_end > now() from usage_counters;
execute before_last_month;
update usage_counters set interaction_count = interaction_count + 2;
select results_eq('execute counted', 'values (2, 0, 1, true, true)', 'an interaction');
update usage_counters set interaction_count = interaction_count + 1, ai_credits_used = ai_credits_used + 3;
select results_eq('execute counted', 'values (3, 3, 1, true, true)', 'within the month it adds up');
execute before_last_month;
update usage_counters set ai_credits_used = ai_credits_used - 1;
select results_eq('execute counted', 'values (0, 0, 1, true, true)', 'a credit given back');
execute before_last_month;
update usage_counters set website_count = website_count + 1;
select results_eq('execute counted', 'values (0, 0, 2, true, true)', 'what does not count by the month stays');
update usage_counters set website_count = 1;
