-- What can be used up: credits, a ledger of grants and of what became of them, and the AI actions that draw on them.

create type public.credit_mode as enum ('free', 'subscription', 'one_time:credits');
comment on type public.credit_mode is 'Where credits come from: given by the platform, part of a subscription''s period, or bought.';
create type public.credit_transaction_type as enum (
  'add:free', 'add:subscription', 'add:purchase', 'deduct', 'deduct:overdraft', 'repay:overdraft', 'refund', 'expire', 'return');
comment on type public.credit_transaction_type is
  'deduct takes from a grant and deduct:overdraft from none; repay:overdraft moves from a grant to what is owed; refund goes with money given back; return gives back what an AI action that failed had taken.';

-- A grant. What remains of it is the sum of its transactions, whose trigger keeps it.
create table public.credits (
  tenant_id uuid not null constraint credits_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  provider public.payment_provider not null,
  user_id uuid constraint credits_user_id_fkey references public.users (id),
  plan_id uuid constraint credits_plan_id_fkey references public.plans (id),
  mode public.credit_mode not null,
  total_credits bigint not null,
  remaining_credits bigint not null default 0,
  refunded_credits bigint not null default 0,
  -- in partial indexes instead of remaining_credits: taking some, and leaving some, touches no index
  is_open boolean not null generated always as (remaining_credits > 0) stored,
  amount bigint not null default 0,
  currency text not null default 'usd',
  priority integer not null default 50,
  source_type text not null,
  source_id text not null,
  provider_price_id text,
  provider_customer_id text,
  effective_at timestamptz not null default now(),
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint credits_pkey primary key (tenant_id, id),
  -- one paid thing is granted once, under however many events it comes
  constraint credits_tenant_id_source_id_key unique (tenant_id, source_id),
  constraint credits_total_credits_range check (total_credits between 1 and 1000000000000),
  constraint credits_remaining_credits_range check (remaining_credits between 0 and total_credits),
  constraint credits_refunded_credits_range check (refunded_credits between 0 and total_credits),
  constraint credits_amount_not_negative check (amount >= 0),
  constraint credits_currency_form check (currency ~ '^[a-z]{3}$'),
  constraint credits_text_lengths check (
    length(source_type) between 1 and 100 and length(source_id) between 1 and 255
    and length(provider_price_id) <= 255 and length(provider_customer_id) <= 255),
  constraint credits_expires_after_effective check (expires_at > effective_at)
) with (fillfactor = 80);
create index credits_order_idx on public.credits (tenant_id, priority desc, expires_at, created_at, id) where is_open; -- which is taken from next
create index credits_tenant_id_expires_at_idx on public.credits (tenant_id, expires_at) where is_open; -- which have expired, which is next to
create index credits_tenant_id_effective_at_idx on public.credits (tenant_id, effective_at) where is_open; -- which can't be used yet
create index credits_user_id_idx on public.credits (user_id) where user_id is not null; -- foreign key
create index credits_plan_id_idx on public.credits (plan_id) where plan_id is not null; -- foreign key
alter table public.credits enable row level security;
comment on table public.credits is 'Grants of credits. Used in order of priority (higher first), then by earliest expiry.';
comment on column public.credits.user_id is 'Who bought them.';
comment on column public.credits.plan_id is 'The plan they came with.';
comment on column public.credits.remaining_credits is 'The sum of the grant''s transactions.';
comment on column public.credits.refunded_credits is 'For how many of them money was given back, used or not.';
comment on column public.credits.is_open is 'Something remains.';
comment on column public.credits.amount is 'What was paid, in minor units of currency.';
comment on column public.credits.currency is 'ISO 4217, lower case.';
comment on column public.credits.source_type is 'What source_id is: invoice, checkout, order, admin.';
comment on column public.credits.source_id is 'The invoice, checkout or order they were paid by: never granted twice.';
comment on column public.credits.effective_at is 'From when they can be used.';
comment on column public.credits.expires_at is 'Until when; null: for good.';

-- One call of consume_credits; its answer when it comes again.
create table public.credit_operations (
  tenant_id uuid not null constraint credit_operations_tenant_id_fkey references public.tenants (id) on delete cascade,
  idempotency_key text not null,
  user_id uuid not null constraint credit_operations_user_id_fkey references public.users (id),
  amount bigint not null,
  description text,
  balance bigint not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint credit_operations_pkey primary key (tenant_id, idempotency_key),
  constraint credit_operations_amount_range check (amount between 1 and 1000000),
  constraint credit_operations_text_lengths check (length(idempotency_key) between 1 and 200 and length(description) <= 500)
);
create index credit_operations_user_id_idx on public.credit_operations (user_id); -- foreign key
alter table public.credit_operations enable row level security;
comment on table public.credit_operations is 'Calls of consume_credits that went through, one a key: two with one key are one.';
comment on column public.credit_operations.idempotency_key is 'Chosen by the caller; unique in the tenant.';
comment on column public.credit_operations.amount is 'Credits used.';
comment on column public.credit_operations.balance is 'What was left, below zero where it is owed.';

-- What a tenant owes for each person who used more than there was.
create table public.credit_overdrafts (
  tenant_id uuid not null constraint credit_overdrafts_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  user_id uuid constraint credit_overdrafts_user_id_fkey references public.users (id),
  credits bigint not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint credit_overdrafts_pkey primary key (tenant_id, id),
  constraint credit_overdrafts_tenant_id_user_id_key unique nulls not distinct (tenant_id, user_id),
  constraint credit_overdrafts_credits_not_negative check (credits >= 0)
);
create index credit_overdrafts_user_id_idx on public.credit_overdrafts (user_id) where user_id is not null; -- foreign key
alter table public.credit_overdrafts enable row level security;
comment on table public.credit_overdrafts is 'Credits used beyond what there was, or used and then refunded; repaid from the next grant, oldest first.';
comment on column public.credit_overdrafts.user_id is 'Who used them, or whose purchase was refunded.';

-- The ledger in a row a tenant: a check costs the same however long the history is, and its lock is the one that
-- everybody who moves credits takes first.
create table public.credit_balances (
  tenant_id uuid not null constraint credit_balances_pkey primary key
    constraint credit_balances_tenant_id_fkey references public.tenants (id) on delete cascade,
  remaining bigint not null default 0,
  pending bigint not null default 0,
  overdraft bigint not null default 0,
  due_at timestamptz,
  updated_at timestamptz not null default now(),
  constraint credit_balances_not_negative check (least(remaining, pending, overdraft) >= 0),
  constraint credit_balances_pending_remains check (pending <= remaining)
) with (fillfactor = 50);
create index credit_balances_due_at_idx on public.credit_balances (due_at); -- maintenance: whose credits expire or begin now
alter table public.credit_balances enable row level security;
comment on table public.credit_balances is 'Credits a tenant has and owes, kept by the transactions'' trigger.';
comment on column public.credit_balances.remaining is 'Of all grants together.';
comment on column public.credit_balances.pending is 'Of that, in grants that have not begun.';
comment on column public.credit_balances.overdraft is 'What is owed; while something is, nothing can be used but what the plan allows to overdraw.';
comment on column public.credit_balances.due_at is 'When the next grant expires or begins.';

-- ── AI ──

create type public.ai_action_type as enum (
  'generate_layout', 'suggest_copy', 'seo_optimize', 'regenerate_section', 'suggest_color_palette', 'generate_page');
comment on type public.ai_action_type is
  'A website''s layout, copy for one component, a page''s description for search engines, one component anew, a palette for the brand, a whole page.';
create type public.ai_action_status as enum ('reserved', 'success', 'failed', 'rate_limited');
comment on type public.ai_action_status is 'reserved while it runs; rate_limited: refused, for want of credits or for too many at once.';

create table public.ai_usage_log (
  tenant_id uuid not null constraint ai_usage_log_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  user_id uuid not null constraint ai_usage_log_user_id_fkey references public.users (id),
  action_type public.ai_action_type not null,
  website_id uuid,
  page_id uuid,
  prompt_tokens integer not null default 0,
  completion_tokens integer not null default 0,
  total_tokens integer not null generated always as (prompt_tokens + completion_tokens) stored,
  estimated_cost_usd numeric(10, 6) not null default 0,
  credits integer not null default 0,
  allowance_period timestamptz,
  status public.ai_action_status not null default 'reserved',
  error_message text,
  created_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  constraint ai_usage_log_pkey primary key (tenant_id, id),
  constraint ai_usage_log_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade,
  constraint ai_usage_log_page_with_website check (page_id is null or website_id is not null),
  constraint ai_usage_log_tokens_not_negative check (least(prompt_tokens, completion_tokens) >= 0),
  constraint ai_usage_log_cost_not_negative check (estimated_cost_usd >= 0),
  constraint ai_usage_log_credits_with_status check (credits >= 0 and (credits > 0) = (status in ('reserved', 'success'))),
  constraint ai_usage_log_finished_with_status check ((finished_at is null) = (status = 'reserved')),
  constraint ai_usage_log_error_length check (length(error_message) <= 500)
);
create index ai_usage_log_tenant_id_created_at_idx on public.ai_usage_log (tenant_id, created_at desc); -- the history
create index ai_usage_log_succeeded_idx on public.ai_usage_log (tenant_id, created_at) where status = 'success'; -- how many this month
create index ai_usage_log_website_id_idx on public.ai_usage_log (tenant_id, website_id, created_at desc) where website_id is not null; -- foreign key; a website's history
create index ai_usage_log_user_id_idx on public.ai_usage_log (user_id); -- foreign key
create index ai_usage_log_reserved_idx on public.ai_usage_log (created_at) where status = 'reserved'; -- maintenance: what nobody finished
alter table public.ai_usage_log enable row level security;
comment on table public.ai_usage_log is 'Every AI action that was tried, those refused included; the credit of one that failed is given back.';
comment on column public.ai_usage_log.page_id is 'The page it was about; it may be gone since.';
comment on column public.ai_usage_log.estimated_cost_usd is 'What the provider charges for it, in US dollars, estimated.';
comment on column public.ai_usage_log.credits is 'What it costs the tenant; 0 where it failed or was refused.';
comment on column public.ai_usage_log.allowance_period is 'Beginning of the month whose allowance by the plan its credit is of; null: of the ledger.';
comment on column public.ai_usage_log.error_message is 'Why it failed or was refused.';

-- ── The ledger ──

create table public.credit_transactions (
  tenant_id uuid not null constraint credit_transactions_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  user_id uuid constraint credit_transactions_user_id_fkey references public.users (id),
  credit_id uuid,
  credits bigint not null,
  type public.credit_transaction_type not null,
  description text,
  operation text,
  ai_usage_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  constraint credit_transactions_pkey primary key (tenant_id, id),
  constraint credit_transactions_credit_fkey foreign key (tenant_id, credit_id) references public.credits (tenant_id, id) on delete cascade,
  constraint credit_transactions_operation_fkey foreign key (tenant_id, operation) references public.credit_operations (tenant_id, idempotency_key) on delete cascade,
  constraint credit_transactions_ai_usage_fkey foreign key (tenant_id, ai_usage_id) references public.ai_usage_log (tenant_id, id) on delete cascade,
  constraint credit_transactions_description_length check (length(description) <= 500),
  constraint credit_transactions_sign_of_type check (case type
    when 'add:free' then credits > 0 and credit_id is not null
    when 'add:subscription' then credits > 0 and credit_id is not null
    when 'add:purchase' then credits > 0 and credit_id is not null
    when 'deduct' then credits < 0 and credit_id is not null
    when 'deduct:overdraft' then credits < 0 and credit_id is null
    when 'repay:overdraft' then credits <> 0 and (credits > 0) = (credit_id is null)
    when 'refund' then credits < 0
    when 'expire' then credits < 0 and credit_id is not null
    when 'return' then credits > 0
    else false end)
);
create index credit_transactions_tenant_id_created_at_idx on public.credit_transactions (tenant_id, created_at desc); -- the history
create index credit_transactions_credit_id_idx on public.credit_transactions (tenant_id, credit_id) where credit_id is not null; -- foreign key; what became of a grant
create index credit_transactions_operation_idx on public.credit_transactions (tenant_id, operation) where operation is not null; -- foreign key
create index credit_transactions_ai_usage_id_idx on public.credit_transactions (tenant_id, ai_usage_id) where ai_usage_id is not null; -- foreign key; what an action took
create index credit_transactions_user_id_idx on public.credit_transactions (user_id) where user_id is not null; -- foreign key
alter table public.credit_transactions enable row level security;
comment on table public.credit_transactions is 'All that ever happened to credits. Append only: what remains and what is owed are its sums.';
comment on column public.credit_transactions.user_id is 'Who used, bought or owes them.';
comment on column public.credit_transactions.credit_id is 'The grant; null: what is owed.';
comment on column public.credit_transactions.credits is 'Signed.';
comment on column public.credit_transactions.operation is 'The call of consume_credits it belongs to.';
comment on column public.credit_transactions.ai_usage_id is 'The AI action it belongs to.';

create type public.credit_standing as (
  balance bigint, usable bigint, overdraft bigint, overdraft_limit bigint, own_limit integer, own_used integer, due_at timestamptz);
comment on type public.credit_standing is 'What there is to use.';
comment on column public.credit_standing.balance is 'Credits of all grants less what is owed.';
comment on column public.credit_standing.usable is 'What can be used now, the plan''s overdraft not counted.';
comment on column public.credit_standing.overdraft is 'What is owed.';
comment on column public.credit_standing.overdraft_limit is 'How much may be owed, by the plan.';
comment on column public.credit_standing.own_limit is 'How many credits you may use for this tenant; -1: no limit.';
comment on column public.credit_standing.own_used is 'How many you have used.';
comment on column public.credit_standing.due_at is 'When the next credits expire or begin.';
create type public.ai_action_answer as (status integer, reason text, id uuid, tenant_id uuid, allowance_left integer, balance bigint, retry_after integer);
comment on type public.ai_action_answer is
  'What became of beginning an AI action: status as in HTTP (200, 402, 429), reason where it is not 200, its id, what is left, and the seconds to wait with 429.';

--! include functions/billing/errors.sql
--! include functions/billing/credit_transactions.sql
--! include functions/billing/credits.sql
--! include functions/billing/settle_credits.sql
--! include functions/billing/grant_credits.sql
--! include functions/billing/refund_credits.sql
--! include functions/billing/consume_credits.sql
--! include functions/billing/credit_balance.sql
--! include functions/billing/credits_of_purchases.sql
--! include functions/billing/set_credit_limit.sql
--! include functions/billing/reconcile_credits.sql
--! include functions/websites/ai_usage_log.sql
--! include functions/websites/begin_ai_action.sql
--! include functions/websites/finish_ai_action.sql
--! include functions/websites/apply_ai_action.sql
--! include functions/websites/get_monthly_ai_credits.sql
--! include functions/billing/check_invariants_credits.sql
--! include policies/billing/credits.sql
--! include policies/billing/credit_operations.sql
--! include policies/billing/credit_transactions.sql
--! include policies/billing/credit_overdrafts.sql
--! include policies/billing/credit_balances.sql
--! include policies/websites/ai_usage_log.sql
