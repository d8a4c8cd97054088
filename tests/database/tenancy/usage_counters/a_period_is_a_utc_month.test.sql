-- S8: the period is the calendar month of UTC, whatever time zone the session has
set local timezone = 'America/New_York';
select tests.sign_up('ann@a.test');
set local timezone = 'Pacific/Kiritimati';
select tests.sign_up('bob@b.test');
set local timezone = 'UTC';
select is(array[period_start, period_end], array[date_trunc('month', now()), date_trunc('month', now()) + interval '1 month'], 'from the first to the first') from usage_counters;
