--! Previous: sha1:8b8df241b3499691a1721181a069c2224226890e
--! Hash: sha1:a7a6aabcd6724ac3adc7671585b4b31e2fd3bfd1
--! Message: credits

--! split: 620-credits.sql
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

--! Included functions/billing/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('insufficient_credits', 402, 'Not enough credits: %s wanted, %s to use', 'Buy credits or choose a plan with more.'),
  ('credit_limit_reached', 402, 'Your own credit limit is reached', 'Ask whoever manages your team to raise it.'),
  ('key_reused', 409, 'That idempotency key was used for something else', 'Choose a new key for each use, and repeat one only with the same arguments.'),
  ('customer_linked', 409, 'That customer, or who it is to be, is linked already', 'A tenant or person has one customer per provider; provider_customers lists them.'),
  ('price_unavailable', 409, 'That price can''t be ordered', 'Choose an active price of Midtrans or Doku; the others are bought through the checkout.'),
  ('subscription_ambiguous', 409, 'That person has %s subscriptions', 'Name one in p_subscription_id.'),
  ('already_subscribed', 409, 'This tenant has a subscription', 'Change or cancel it in the billing portal.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/billing/errors.sql
--! Included functions/billing/credit_transactions.sql
-- Triggers of credit_transactions (B6): what remains of a grant, what is owed and what a tenant has are sums of them, whoever
-- writes one.
create or replace function private.apply_credit_transaction() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.credit_id is not null then
    update public.credits c set remaining_credits = c.remaining_credits + new.credits
    where c.tenant_id = new.tenant_id and c.id = new.credit_id;
    update public.credit_balances b set remaining = b.remaining + new.credits where b.tenant_id = new.tenant_id;
  else
    if new.credits < 0 then
      insert into public.credit_overdrafts as o (tenant_id, user_id, credits) values (new.tenant_id, new.user_id, -new.credits)
      on conflict (tenant_id, user_id) do update set credits = o.credits - new.credits;
    else
      update public.credit_overdrafts o set credits = o.credits - new.credits
      where o.tenant_id = new.tenant_id and o.user_id is not distinct from new.user_id;
      if not found then perform private.fail('conflict', 'nothing is owed for that person'); end if;
      delete from public.credit_overdrafts o where o.tenant_id = new.tenant_id and o.user_id is not distinct from new.user_id and o.credits = 0;
    end if;
    update public.credit_balances b set overdraft = b.overdraft - new.credits where b.tenant_id = new.tenant_id;
  end if;
  if not found then perform private.fail('conflict', 'credits are written behind lock_credits'); end if;
  return null;
end
$$;
comment on function private.apply_credit_transaction() is
  'After insert: moves what remains of the grant, what is owed and the tenant''s balance, which no client may write. Constraints refuse what would go below zero.';
revoke all on function private.apply_credit_transaction() from public;

-- They go with their tenant, when that has gone, and in no other way.
create or replace function private.keep_credit_transaction() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from public.tenants t where t.id = old.tenant_id) then perform private.fail('immutable', tg_table_name); end if;
  return old;
end
$$;
comment on function private.keep_credit_transaction() is
  'Before delete: refuses (409 immutable) while the tenant is there, whoever asks and whatever they can see.';
revoke all on function private.keep_credit_transaction() from public;

create or replace trigger _100_append_only before update or truncate on public.credit_transactions
  for each statement execute function private.refuse_change();
create or replace trigger _110_append_only before delete on public.credit_transactions
  for each row execute function private.keep_credit_transaction();
create or replace trigger _800_applied after insert on public.credit_transactions
  for each row execute function private.apply_credit_transaction();
--! EndIncluded functions/billing/credit_transactions.sql
--! Included functions/billing/credits.sql
-- Triggers of credits and of what is kept beside them.
create or replace trigger _100_timestamps before update on public.credits
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, mode, total_credits, source_type, source_id, effective_at, expires_at, created_at on public.credits
  for each row execute function private.keep_columns('tenant_id', 'id', 'mode', 'total_credits', 'source_type', 'source_id', 'effective_at', 'expires_at', 'created_at');
create or replace trigger _100_timestamps before update on public.credit_overdrafts
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.credit_balances
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update on public.credit_operations
  for each row execute function private.refuse_change();
--! EndIncluded functions/billing/credits.sql
--! Included functions/billing/settle_credits.sql
-- B6: everybody who moves a tenant's credits takes this lock first, then the rows of the ledger, then a person's limit.
create or replace function private.lock_credits(p_tenant uuid) returns public.credit_balances
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_balance public.credit_balances;
begin
  select * into v_balance from public.credit_balances b where b.tenant_id = p_tenant for no key update;
  if not found then
    insert into public.credit_balances (tenant_id) values (p_tenant) on conflict (tenant_id) do nothing;
    select * into strict v_balance from public.credit_balances b where b.tenant_id = p_tenant for no key update;
  end if;
  return v_balance;
end
$$;
comment on function private.lock_credits(uuid) is 'Locks a tenant''s balance, a row no client may lock, making it the first time.';
revoke all on function private.lock_credits(uuid) from public;

-- What time alone has brought about, up to one moment, behind the lock.
--  1. What has expired goes.
--  2. What has not begun can't be used.
--  3. What is owed is repaid, oldest first, from what is there, in the order in which it would be used.
--  4. When to look again.
create or replace function private.settle_credits(p_tenant uuid, p_now timestamptz) returns public.credit_balances
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_balance public.credit_balances;
  v_grant record;
  v_debt record;
  v_paid bigint;
begin
  -- 1.
  insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type)
  select c.tenant_id, c.user_id, c.id, -c.remaining_credits, 'expire'
  from public.credits c
  where c.tenant_id = p_tenant and c.is_open and c.expires_at <= p_now
  order by c.expires_at, c.id;

  -- 2.
  update public.credit_balances b
  set pending = coalesce((
      select sum(c.remaining_credits) from public.credits c
      where c.tenant_id = p_tenant and c.is_open and c.effective_at > p_now), 0)
  where b.tenant_id = p_tenant
  returning * into strict v_balance;

  -- 3.
  while v_balance.overdraft > 0 and v_balance.remaining > v_balance.pending loop
    select o.user_id, o.credits into strict v_debt
    from public.credit_overdrafts o where o.tenant_id = p_tenant order by o.created_at, o.id limit 1;
    select c.id, c.remaining_credits into strict v_grant from private.next_grant(p_tenant, p_now) c;
    v_paid := least(v_debt.credits, v_grant.remaining_credits);
    insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type) values
      (p_tenant, v_debt.user_id, v_grant.id, -v_paid, 'repay:overdraft'),
      (p_tenant, v_debt.user_id, null, v_paid, 'repay:overdraft');
    select * into strict v_balance from public.credit_balances b where b.tenant_id = p_tenant;
  end loop;

  -- 4.
  update public.credit_balances b
  set due_at = least(
    (select min(c.expires_at) from public.credits c where c.tenant_id = p_tenant and c.is_open),
    (select min(c.effective_at) from public.credits c where c.tenant_id = p_tenant and c.is_open and c.effective_at > p_now))
  where b.tenant_id = p_tenant
  returning * into strict v_balance;
  return v_balance;
end
$$;
comment on function private.settle_credits(uuid, timestamptz) is
  'Expires grants, lets others begin and repays what is owed, in tables no client may write. For whoever holds lock_credits.';
revoke all on function private.settle_credits(uuid, timestamptz) from public;

create or replace function private.next_grant(p_tenant uuid, p_now timestamptz) returns setof public.credits
language sql stable security definer set search_path = ''
as $$
  select c.* from public.credits c
  where c.tenant_id = p_tenant and c.is_open and c.effective_at <= p_now and (c.expires_at is null or c.expires_at > p_now)
  order by c.priority desc, c.expires_at, c.created_at, c.id limit 1
$$;
comment on function private.next_grant(uuid, timestamptz) is 'The grant that is used next: by priority, then by the earliest expiry; whatever the caller can see.';
revoke all on function private.next_grant(uuid, timestamptz) from public;

-- Whoever is using credits settles them; maintenance passes by.
create or replace function private.maintain_credits() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid;
  v_done bigint := 0;
begin
  for v_tenant in
    select b.tenant_id from public.credit_balances b
    where b.tenant_id = any (array(
      select i.tenant_id from public.credit_balances i where i.due_at <= now() order by i.due_at limit 200))
      and b.due_at <= now()
    order by b.tenant_id
    for no key update skip locked
  loop
    perform private.settle_credits(v_tenant, clock_timestamp());
    v_done := v_done + 1;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_credits() is
  'Expires credits and lets others begin, for up to 200 tenants where that is due, in tables no API role may write; answers for how many.';
revoke all on function private.maintain_credits() from public;
--! EndIncluded functions/billing/settle_credits.sql
--! Included functions/billing/grant_credits.sql
-- B6: one paid thing is granted once, under however many events and names it comes. The tenant is locked first, because
-- whoever grants may change it too.
create or replace function private.add_credits(
  p_tenant uuid, p_mode public.credit_mode, p_credits bigint, p_source_type text, p_source_id text,
  p_expires_at timestamptz default null, p_effective_at timestamptz default null, p_priority integer default 50,
  p_user uuid default null, p_plan uuid default null, p_provider public.payment_provider default 'manual',
  p_amount bigint default 0, p_currency text default 'usd', p_price text default null, p_customer text default null,
  p_description text default null
) returns public.credits
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz;
  v_credit public.credits;
begin
  perform from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;
  perform private.lock_credits(p_tenant);
  v_now := clock_timestamp();
  select * into v_credit from public.credits c where c.tenant_id = p_tenant and c.source_id = p_source_id;
  if found then return v_credit; end if;

  insert into public.credits (tenant_id, provider, user_id, plan_id, mode, total_credits, amount, currency, priority, source_type, source_id,
    provider_price_id, provider_customer_id, effective_at, expires_at)
  values (p_tenant, p_provider, p_user, p_plan, p_mode, p_credits, p_amount, p_currency, p_priority, p_source_type, p_source_id,
    p_price, p_customer, coalesce(p_effective_at, least(now(), p_expires_at - interval '1 microsecond')), p_expires_at)
  returning * into v_credit;
  insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, description)
  values (p_tenant, p_user, v_credit.id, p_credits,
    case p_mode when 'free' then 'add:free' when 'subscription' then 'add:subscription' else 'add:purchase' end::public.credit_transaction_type, p_description);
  perform private.settle_credits(p_tenant, v_now);
  select * into v_credit from public.credits c where c.tenant_id = p_tenant and c.id = v_credit.id;
  return v_credit;
end
$$;
comment on function private.add_credits(uuid, public.credit_mode, bigint, text, text, timestamptz, timestamptz, integer, uuid, uuid, public.payment_provider, bigint, text, text, text, text) is
  'Grants credits to any tenant, which no client may, once for each p_source_id, and repays what it owes; answers the grant. Raises PT404.';
revoke all on function private.add_credits(uuid, public.credit_mode, bigint, text, text, timestamptz, timestamptz, integer, uuid, uuid, public.payment_provider, bigint, text, text, text, text) from public;

create or replace function private.grant_credits(
  p_tenant uuid, p_amount bigint, p_idempotency_key text, p_description text, p_expires_at timestamptz, p_effective_at timestamptz, p_priority integer
) returns public.credits
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_source text := 'admin:' || coalesce(nullif(btrim(p_idempotency_key), ''), gen_random_uuid()::text);
  v_credit public.credits;
begin
  perform private.require_platform_admin();
  if (p_amount between 1 and 1000000000) is not true then perform private.fail('invalid_input', 'amount (expected 1 to 1000000000)'); end if;
  if length(v_source) > 200 then perform private.fail('invalid_input', 'idempotency_key (expected at most 190 characters)'); end if;
  if length(p_description) > 500 then perform private.fail('invalid_input', 'description (expected at most 500 characters)'); end if;
  if p_expires_at <= greatest(p_effective_at, now()) then perform private.fail('invalid_input', 'expires_at (expected a time to come, after effective_at)'); end if;
  perform from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;

  select * into v_credit from public.credits c where c.tenant_id = p_tenant and c.source_id = v_source;
  if found then
    if v_credit.total_credits <> p_amount then perform private.fail('key_reused'); end if;
    return v_credit;
  end if;
  v_credit := private.add_credits(p_tenant, 'free', p_amount, 'admin', v_source,
    p_expires_at => p_expires_at, p_effective_at => p_effective_at, p_priority => coalesce(p_priority, 50), p_description => p_description);
  perform private.record_audit('credits.granted', 'credit', v_credit.id,
    jsonb_strip_nulls(jsonb_build_object('credits', p_amount, 'description', p_description, 'expires_at', p_expires_at)), p_tenant);
  return v_credit;
end
$$;
comment on function private.grant_credits(uuid, bigint, text, text, timestamptz, timestamptz, integer) is
  'Grants credits to any tenant, which no client may, for platform admins only. Raises PT400 invalid_input, PT403 forbidden, PT404, PT409 key_reused.';
revoke all on function private.grant_credits(uuid, bigint, text, text, timestamptz, timestamptz, integer) from public;
grant execute on function private.grant_credits(uuid, bigint, text, text, timestamptz, timestamptz, integer) to platform_admin;

create or replace function public.grant_credits(
  tenant uuid, amount bigint, idempotency_key text default null, description text default null,
  expires_at timestamptz default null, effective_at timestamptz default null, priority integer default 50
) returns public.credits
language sql volatile security invoker set search_path = ''
as $$
  select private.grant_credits(tenant, amount, idempotency_key, description, expires_at, effective_at, priority)
$$;
comment on function public.grant_credits(uuid, bigint, text, text, timestamptz, timestamptz, integer) is
  'For platform admins: gives a tenant credits, once for each idempotency_key, to be used from effective_at until expires_at, those of a higher priority first. Audited. Errors: PT400 invalid_input, PT403 forbidden, PT404, PT409 key_reused.';
revoke all on function public.grant_credits(uuid, bigint, text, text, timestamptz, timestamptz, integer) from public;
grant execute on function public.grant_credits(uuid, bigint, text, text, timestamptz, timestamptz, integer) to platform_admin;
--! EndIncluded functions/billing/grant_credits.sql
--! Included functions/billing/refund_credits.sql
-- B6: money that went back takes its credits along. Told as how many have been refunded so far, so that the same refund told
-- twice, or two in the wrong order, come to the same.
--  1. The grant, and what of it was used for good.
--  2. What remains goes first; what has expired was never used and costs nothing.
--  3. What was used, and is paid for no more, is owed.
create or replace function private.refund_credits(p_tenant uuid, p_source_id text, p_refunded bigint, p_description text default null) returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz;
  v_credit public.credits;
  v_used bigint;
  v_target bigint;
  v_unspent bigint;
  v_owed bigint;
begin
  perform from public.tenants t where t.id = p_tenant for no key update;
  perform private.lock_credits(p_tenant);
  v_now := clock_timestamp();
  -- 1.
  perform private.settle_credits(p_tenant, v_now);
  select * into v_credit from public.credits c where c.tenant_id = p_tenant and c.source_id = p_source_id;
  if not found then return 0; end if;
  v_target := least(p_refunded, v_credit.total_credits);
  if v_target <= v_credit.refunded_credits then return 0; end if;
  select -coalesce(sum(x.credits), 0) into v_used
  from public.credit_transactions x
  where x.tenant_id = p_tenant and x.credit_id = v_credit.id and x.type in ('deduct', 'repay:overdraft', 'return');

  -- 2. and 3.
  v_unspent := least(v_credit.remaining_credits, v_target - v_credit.refunded_credits);
  v_owed := greatest(0, v_target - (v_credit.total_credits - v_used)) - greatest(0, v_credit.refunded_credits - (v_credit.total_credits - v_used));
  update public.credits c set refunded_credits = v_target where c.tenant_id = p_tenant and c.id = v_credit.id;
  insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, description)
  select p_tenant, v_credit.user_id, x.credit_id, -x.credits, 'refund', p_description
  from (values (v_credit.id, v_unspent), (null, v_owed)) x (credit_id, credits)
  where x.credits > 0;
  perform private.settle_credits(p_tenant, v_now);
  return v_unspent + v_owed;
end
$$;
comment on function private.refund_credits(uuid, text, bigint, text) is
  'Takes back what was granted for p_source_id, in tables no client may write: p_refunded of its credits so far. What was used is owed, even beyond what the plan allows to overdraw. Answers how many it took.';
revoke all on function private.refund_credits(uuid, text, bigint, text) from public;
--! EndIncluded functions/billing/refund_credits.sql
--! Included functions/billing/consume_credits.sql
-- B6: the one way to use credits.
--  1. The lock; what time has brought about.
--  2. There is enough, with what the plan allows to overdraw. An overdraft means that nothing else is usable.
--  3. From grants in their order, a transaction each; what is missing is owed.
--  4. The person's own limit. Answers the balance.
create or replace function private.take_credits(
  p_tenant uuid, p_user uuid, p_amount bigint, p_description text, p_operation text default null, p_ai_usage uuid default null
) returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_balance public.credit_balances;
  v_now timestamptz;
  v_usable bigint;
  v_overdraft bigint;
  v_grant record;
  v_left bigint := p_amount;
  v_taken bigint;
begin
  -- 1.
  v_balance := private.lock_credits(p_tenant);
  v_now := clock_timestamp();
  if v_balance.due_at <= v_now then v_balance := private.settle_credits(p_tenant, v_now); end if;

  -- 2.
  v_usable := v_balance.remaining - v_balance.pending;
  if v_usable < p_amount then
    select p.credit_overdraft_limit - v_balance.overdraft into v_overdraft
    from public.tenants t join public.plans p on p.id = t.plan_id where t.id = p_tenant;
    if v_usable + greatest(v_overdraft, 0) < p_amount then
      perform private.fail('insufficient_credits', p_amount::text, (v_usable + greatest(v_overdraft, 0))::text);
    end if;
  end if;

  -- 3.
  if p_operation is not null then
    insert into public.credit_operations (tenant_id, idempotency_key, user_id, amount, description, balance)
    values (p_tenant, p_operation, p_user, p_amount, p_description, v_balance.remaining - v_balance.overdraft - p_amount);
  end if;
  while v_left > 0 and v_usable > 0 loop
    select c.id, c.remaining_credits into strict v_grant from private.next_grant(p_tenant, v_now) c;
    v_taken := least(v_left, v_grant.remaining_credits);
    insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, description, operation, ai_usage_id)
    values (p_tenant, p_user, v_grant.id, -v_taken, 'deduct', p_description, p_operation, p_ai_usage);
    v_left := v_left - v_taken;
    v_usable := v_usable - v_taken;
  end loop;
  if v_left > 0 then
    insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, description, operation, ai_usage_id)
    values (p_tenant, p_user, null, -v_left, 'deduct:overdraft', p_description, p_operation, p_ai_usage);
  end if;

  -- 4.
  perform private.use_credit_limit(p_tenant, p_user, p_amount);
  return v_balance.remaining - v_balance.overdraft - p_amount;
end
$$;
comment on function private.take_credits(uuid, uuid, bigint, text, text, uuid) is
  'Uses a tenant''s credits, in tables no client may write, and answers the balance. Raises PT402 insufficient_credits or credit_limit_reached.';
revoke all on function private.take_credits(uuid, uuid, bigint, text, text, uuid) from public;

create or replace function private.use_credit_limit(p_tenant uuid, p_user uuid, p_amount bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.tenant_member_credit_limits as l (tenant_id, user_id, used_credits) values (p_tenant, p_user, p_amount)
  on conflict (tenant_id, user_id) do update set used_credits = l.used_credits + excluded.used_credits
    where l.credit_limit = -1 or l.used_credits + excluded.used_credits <= l.credit_limit;
  if not found then perform private.fail('credit_limit_reached'); end if;
end
$$;
comment on function private.use_credit_limit(uuid, uuid, bigint) is
  'Counts what a person uses, which they may not write, within the limit they were given. Raises PT402 credit_limit_reached.';
revoke all on function private.use_credit_limit(uuid, uuid, bigint) from public;

create or replace function private.consume_credits(p_amount bigint, p_description text, p_idempotency_key text) returns public.credit_operations
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_user uuid := private.uid();
  v_operation public.credit_operations;
begin
  if v_user is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can('ai.use') then perform private.fail('forbidden', 'ai.use'); end if;
  if (p_amount between 1 and 1000000) is not true then perform private.fail('invalid_input', 'amount (expected 1 to 1000000)'); end if;
  if (length(p_idempotency_key) between 1 and 200) is not true then
    perform private.fail('invalid_input', 'idempotency_key (expected 1 to 200 characters)');
  end if;
  if length(p_description) > 500 then perform private.fail('invalid_input', 'description (expected at most 500 characters)'); end if;

  -- one after the other, so that the second of two with one key sees the first
  perform private.lock_credits(v_tenant);
  select * into v_operation from public.credit_operations o where o.tenant_id = v_tenant and o.idempotency_key = p_idempotency_key;
  if found then
    if (v_operation.user_id, v_operation.amount) <> (v_user, p_amount) then perform private.fail('key_reused'); end if;
    return v_operation;
  end if;
  perform private.take_credits(v_tenant, v_user, p_amount, p_description, p_idempotency_key);
  select * into strict v_operation from public.credit_operations o where o.tenant_id = v_tenant and o.idempotency_key = p_idempotency_key;
  return v_operation;
end
$$;
comment on function private.consume_credits(bigint, text, text) is
  'Uses the tenant''s credits for the signed-in person, in tables no client may write. Raises PT400 invalid_input, PT401, PT402 insufficient_credits or credit_limit_reached, PT403, PT409 key_reused.';
revoke all on function private.consume_credits(bigint, text, text) from public;
grant execute on function private.consume_credits(bigint, text, text) to authenticated;

create or replace function public.consume_credits(amount bigint, description text, idempotency_key text) returns public.credit_operations
language sql volatile security invoker set search_path = ''
as $$
  select private.consume_credits(amount, description, idempotency_key)
$$;
comment on function public.consume_credits(bigint, text, text) is
  'Uses credits of the tenant: of the highest priority first, then those that expire soonest. The same idempotency_key again changes nothing and answers the same. Errors: PT400 invalid_input, PT402 insufficient_credits or credit_limit_reached, PT403 forbidden (needs ai.use), PT409 key_reused.';
revoke all on function public.consume_credits(bigint, text, text) from public;
grant execute on function public.consume_credits(bigint, text, text) to authenticated;
--! EndIncluded functions/billing/consume_credits.sql
--! Included functions/billing/credit_balance.sql
-- What there is to use. Nothing is written, so where something has expired or begun since somebody last used credits, the
-- few grants in question are looked at.
create or replace function private.credit_balance() returns public.credit_standing
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_balance public.credit_balances;
  v_expired bigint := 0;
  v_standing public.credit_standing;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not (private.can('billing.read') or private.can('ai.use')) then perform private.fail('forbidden', 'billing.read or ai.use'); end if;

  select * into v_balance from public.credit_balances b where b.tenant_id = v_tenant;
  if v_balance.due_at <= now() then
    select coalesce(sum(c.remaining_credits), 0) into v_expired
    from public.credits c where c.tenant_id = v_tenant and c.is_open and c.expires_at <= now();
    select coalesce(sum(c.remaining_credits), 0) into v_balance.pending
    from public.credits c where c.tenant_id = v_tenant and c.is_open and c.effective_at > now();
  end if;
  select p.credit_overdraft_limit, coalesce(l.credit_limit, -1), coalesce(l.used_credits, 0)
  into strict v_standing.overdraft_limit, v_standing.own_limit, v_standing.own_used
  from public.tenants t
  join public.plans p on p.id = t.plan_id
  left join public.tenant_member_credit_limits l on l.tenant_id = t.id and l.user_id = private.uid()
  where t.id = v_tenant;
  v_standing.balance := coalesce(v_balance.remaining - v_balance.overdraft - v_expired, 0);
  v_standing.usable := greatest(0, coalesce(v_balance.remaining - v_balance.pending - v_balance.overdraft - v_expired, 0));
  v_standing.overdraft := coalesce(v_balance.overdraft, 0);
  v_standing.due_at := v_balance.due_at;
  return v_standing;
end
$$;
comment on function private.credit_balance() is
  'Tells members who may use credits what there is, which only those with billing.read see in the tables. Raises PT403 forbidden or no_tenant.';
revoke all on function private.credit_balance() from public;
grant execute on function private.credit_balance() to authenticated;

create or replace function public.credit_balance() returns public.credit_standing
language sql stable security invoker set search_path = ''
as $$
  select private.credit_balance()
$$;
comment on function public.credit_balance() is
  'Credits of the tenant of the request, what it may overdraw, and your own limit. Errors: PT403 forbidden (needs billing.read or ai.use).';
revoke all on function public.credit_balance() from public;
grant execute on function public.credit_balance() to authenticated;
--! EndIncluded functions/billing/credit_balance.sql
--! Included functions/billing/credits_of_purchases.sql
-- B6: what is paid for grants credits: a period of a subscription until it ends, a pack for good. How many, the price's
-- metadata says ("credits": "500"), whenever it becomes known. Everything hangs on the invoice or the order, so that events may
-- come in any order and any number.
create or replace function private.credits_of_price(p_provider public.payment_provider, p_price text) returns bigint
language sql stable security definer set search_path = ''
as $$
  select (p.metadata ->> 'credits')::bigint from public.prices p
  where p.provider = p_provider and p.provider_price_id = p_price and p.metadata ->> 'credits' ~ '^[1-9][0-9]{0,8}$'
$$;
comment on function private.credits_of_price(public.payment_provider, text) is 'How many credits a price buys, whoever asks; null: none.';
revoke all on function private.credits_of_price(public.payment_provider, text) from public;

-- A change of plan within a period is billed pro rata: its credits come with the next period.
create or replace function private.grant_for_invoice(p_invoice public.invoices) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_credits bigint := private.credits_of_price(p_invoice.provider, p_invoice.provider_price_id);
begin
  if v_credits is null or p_invoice.status <> 'paid' or p_invoice.billing_reason = 'subscription_update' then return; end if;
  perform private.add_credits(p_invoice.tenant_id,
    case when p_invoice.provider_subscription_id is null then 'one_time:credits' else 'subscription' end::public.credit_mode,
    v_credits, 'invoice', p_invoice.provider_invoice_id,
    p_expires_at => case when p_invoice.provider_subscription_id is not null then p_invoice.period_end end,
    p_effective_at => case when p_invoice.period_end > p_invoice.period_start and p_invoice.provider_subscription_id is not null then p_invoice.period_start end,
    p_user => p_invoice.user_id, p_plan => p_invoice.plan_id, p_provider => p_invoice.provider, p_amount => greatest(p_invoice.amount, 0), p_currency => p_invoice.currency,
    p_price => p_invoice.provider_price_id, p_customer => p_invoice.provider_customer_id);
  if p_invoice.amount_refunded > 0 and p_invoice.amount_paid > 0 then
    perform private.refund_credits(p_invoice.tenant_id, p_invoice.provider_invoice_id,
      ceil(v_credits * least(1, p_invoice.amount_refunded::numeric / p_invoice.amount_paid))::bigint);
  end if;
end
$$;
comment on function private.grant_for_invoice(public.invoices) is
  'Grants what a paid invoice has bought, until its period''s end, and takes back what was refunded of it, in proportion; in tables no API role may write.';
revoke all on function private.grant_for_invoice(public.invoices) from public;

create or replace function private.grant_for_payment(p_payment public.payments) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_credits bigint := private.credits_of_price(p_payment.provider, p_payment.provider_price_id);
  v_period interval;
begin
  if v_credits is null or p_payment.status not in ('paid', 'refunded') then return; end if;
  -- where providers know nothing but orders, a period is paid by one
  select make_interval(months => p.interval_count * case p."interval" when 'month' then 1 when 'year' then 12 else 0 end,
    days => p.interval_count * case p."interval" when 'day' then 1 when 'week' then 7 else 0 end) into v_period
  from public.prices p
  where p.provider = p_payment.provider and p.provider_price_id = p_payment.provider_price_id and p.type = 'recurring';
  perform private.add_credits(p_payment.tenant_id,
    case when v_period is null then 'one_time:credits' else 'subscription' end::public.credit_mode,
    v_credits, case p_payment.provider when 'stripe' then 'checkout' else 'order' end, p_payment.order_id,
    p_expires_at => p_payment.paid_at + v_period, p_effective_at => p_payment.paid_at,
    p_user => p_payment.user_id, p_provider => p_payment.provider, p_amount => p_payment.amount, p_currency => p_payment.currency,
    p_price => p_payment.provider_price_id, p_customer => p_payment.provider_customer_id);
  if p_payment.status = 'refunded' or p_payment.amount_refunded > 0 then
    perform private.refund_credits(p_payment.tenant_id, p_payment.order_id, case
      when p_payment.status = 'refunded' or p_payment.amount = 0 then v_credits
      else ceil(v_credits * least(1, p_payment.amount_refunded::numeric / p_payment.amount))::bigint end);
  end if;
end
$$;
comment on function private.grant_for_payment(public.payments) is
  'Grants what a paid order has bought and takes back what was refunded of it, in proportion; in tables no API role may write.';
revoke all on function private.grant_for_payment(public.payments) from public;

create or replace function private.grant_for_purchase() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_table_name = 'invoices' then perform private.grant_for_invoice(new); else perform private.grant_for_payment(new); end if;
  return null;
end
$$;
comment on function private.grant_for_purchase() is 'After an invoice or order was paid or refunded: its credits, which no API role may write.';
revoke all on function private.grant_for_purchase() from public;

-- What was paid before anybody knew what it buys.
create or replace function private.grant_for_price() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_invoice public.invoices;
  v_payment public.payments;
begin
  for v_invoice in
    select i.* from public.invoices i where i.provider = new.provider and i.provider_price_id = new.provider_price_id and i.status = 'paid' order by i.tenant_id, i.id
  loop
    perform private.grant_for_invoice(v_invoice);
  end loop;
  for v_payment in
    select p.* from public.payments p where p.provider = new.provider and p.provider_price_id = new.provider_price_id and p.status in ('paid', 'refunded') order by p.tenant_id, p.id
  loop
    perform private.grant_for_payment(v_payment);
  end loop;
  return null;
end
$$;
comment on function private.grant_for_price() is 'After the credits of a price became known: those of what was paid before, which no API role may write.';
revoke all on function private.grant_for_price() from public;

create or replace trigger _710_credits_inserted after insert on public.invoices
  for each row when (new.status = 'paid') execute function private.grant_for_purchase();
create or replace trigger _710_credits_updated after update on public.invoices
  for each row when (new.status = 'paid' and (old.status, old.provider_price_id, old.amount_paid, old.amount_refunded, old.billing_reason)
    is distinct from (new.status, new.provider_price_id, new.amount_paid, new.amount_refunded, new.billing_reason))
  execute function private.grant_for_purchase();
create or replace trigger _710_credits_inserted after insert on public.payments
  for each row when (new.status in ('paid', 'refunded')) execute function private.grant_for_purchase();
create or replace trigger _710_credits_updated after update on public.payments
  for each row when (new.status in ('paid', 'refunded') and (old.status, old.provider_price_id, old.amount, old.amount_refunded)
    is distinct from (new.status, new.provider_price_id, new.amount, new.amount_refunded))
  execute function private.grant_for_purchase();
create or replace trigger _710_credits_inserted after insert on public.prices
  for each row when (new.metadata ? 'credits') execute function private.grant_for_price();
create or replace trigger _710_credits_updated after update of metadata on public.prices
  for each row when (new.metadata ? 'credits' and new.metadata ->> 'credits' is distinct from old.metadata ->> 'credits') execute function private.grant_for_price();
--! EndIncluded functions/billing/credits_of_purchases.sql
--! Included functions/billing/set_credit_limit.sql
create or replace function private.set_credit_limit(p_person uuid, p_credit_limit integer) returns public.tenant_member_credit_limits
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_before integer;
  v_row public.tenant_member_credit_limits;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not (private.can('member.manage') and private.all_websites()) then perform private.fail('forbidden', 'member.manage'); end if;
  if (p_credit_limit >= -1) is not true then perform private.fail('invalid_input', 'credit_limit (expected 0 or more, or -1 for none)'); end if;
  if p_person = private.uid() and not private.can('billing.manage') then perform private.fail('own_membership'); end if;
  -- the audit row comes by the tenant, which others lock before a person's limit
  perform from public.tenants t where t.id = v_tenant for no key update;
  if not exists (select from public.tenant_members m where m.tenant_id = v_tenant and m.user_id = p_person)
     and not exists (select from public.website_members w where w.tenant_id = v_tenant and w.user_id = p_person) then
    perform private.fail('not_found', 'member');
  end if;
  select l.credit_limit into v_before from public.tenant_member_credit_limits l where l.tenant_id = v_tenant and l.user_id = p_person;
  insert into public.tenant_member_credit_limits as l (tenant_id, user_id, credit_limit) values (v_tenant, p_person, p_credit_limit)
  on conflict (tenant_id, user_id) do update set credit_limit = excluded.credit_limit
  returning * into v_row;
  if p_credit_limit is distinct from v_before then
    perform private.record_audit('user.credit_limit_set', 'user', p_person, jsonb_build_object('from', v_before, 'to', p_credit_limit), v_tenant);
  end if;
  return v_row;
end
$$;
comment on function private.set_credit_limit(uuid, integer) is
  'Sets how many credits a member or collaborator may use, which no client may write. Raises PT400 invalid_input, PT403 forbidden or own_membership, PT404.';
revoke all on function private.set_credit_limit(uuid, integer) from public;
grant execute on function private.set_credit_limit(uuid, integer) to authenticated;

create or replace function public.set_credit_limit(person uuid, credit_limit integer) returns public.tenant_member_credit_limits
language sql volatile security invoker set search_path = ''
as $$
  select private.set_credit_limit(person, credit_limit)
$$;
comment on function public.set_credit_limit(uuid, integer) is
  'How many credits somebody of your team (user_id) may use in all, AI actions of the plan included; -1: no limit. What they have used stays counted. Errors: PT400 invalid_input, PT403 forbidden (needs member.manage) or own_membership, PT404.';
revoke all on function public.set_credit_limit(uuid, integer) from public;
grant execute on function public.set_credit_limit(uuid, integer) to authenticated;
--! EndIncluded functions/billing/set_credit_limit.sql
--! Included functions/billing/reconcile_credits.sql
-- Transactions are what happened; everything else about credits is their sum. A difference is a bug: it is told, and mended.
create or replace function private.credit_sums(p_tenant uuid) returns table (what text, id uuid, kept bigint, counted bigint)
language sql stable security definer set search_path = ''
as $$
  select 'grant', c.id, c.remaining_credits, x.credits
  from public.credits c
  cross join lateral (
    select coalesce(sum(t.credits), 0)::bigint as credits from public.credit_transactions t where t.tenant_id = c.tenant_id and t.credit_id = c.id) x
  where c.tenant_id = p_tenant and c.remaining_credits <> x.credits
  union all
  select 'overdraft', coalesce(o.user_id, x.user_id), coalesce(o.credits, 0), coalesce(x.credits, 0)
  from (
    select t.user_id, -sum(t.credits)::bigint as credits
    from public.credit_transactions t where t.tenant_id = p_tenant and t.credit_id is null group by t.user_id
  ) x
  full join (select o.* from public.credit_overdrafts o where o.tenant_id = p_tenant) o
    on coalesce(o.user_id, '00000000-0000-0000-0000-000000000000') = coalesce(x.user_id, '00000000-0000-0000-0000-000000000000')
  where coalesce(o.credits, 0) <> coalesce(x.credits, 0)
  union all
  select y.what, p_tenant, y.kept, y.counted
  from (
    select coalesce(sum(t.credits) filter (where t.credit_id is not null), 0)::bigint as remaining,
      -coalesce(sum(t.credits) filter (where t.credit_id is null), 0)::bigint as overdraft
    from public.credit_transactions t where t.tenant_id = p_tenant
  ) x
  left join public.credit_balances b on b.tenant_id = p_tenant
  cross join lateral (values
    ('balance', coalesce(b.remaining, 0), x.remaining),
    ('balance owed', coalesce(b.overdraft, 0), x.overdraft)) y (what, kept, counted)
$$;
comment on function private.credit_sums(uuid) is 'A tenant''s balance beside the sum of its transactions, and the grants and debts that are not theirs, whoever asks.';
revoke all on function private.credit_sums(uuid) from public;

create or replace function private.reconcile_credits(p_tenant uuid) returns table (what text, id uuid, kept bigint, counted bigint)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.require_platform_admin();
  perform from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;
  perform private.lock_credits(p_tenant);
  for what, id, kept, counted in select d.what, d.id, d.kept, d.counted from private.credit_sums(p_tenant) d loop
    case what
      when 'grant' then
        update public.credits c set remaining_credits = counted where c.tenant_id = p_tenant and c.id = reconcile_credits.id;
      when 'overdraft' then
        delete from public.credit_overdrafts o where o.tenant_id = p_tenant and o.user_id is not distinct from reconcile_credits.id;
        insert into public.credit_overdrafts (tenant_id, user_id, credits) select p_tenant, reconcile_credits.id, counted where counted > 0;
      when 'balance' then
        update public.credit_balances b set remaining = counted, pending = 0 where b.tenant_id = p_tenant;
      else
        update public.credit_balances b set overdraft = counted where b.tenant_id = p_tenant;
    end case;
    return next;
  end loop;
  perform private.settle_credits(p_tenant, clock_timestamp());
end
$$;
comment on function private.reconcile_credits(uuid) is
  'Recomputes any tenant''s credits from its transactions, in tables no client may write, for platform admins only. Raises PT403 forbidden, PT404.';
revoke all on function private.reconcile_credits(uuid) from public;
grant execute on function private.reconcile_credits(uuid) to platform_admin;

create or replace function public.reconcile_credits(tenant uuid) returns table (what text, id uuid, kept bigint, counted bigint)
language sql volatile security invoker set search_path = ''
as $$
  select * from private.reconcile_credits(tenant)
$$;
comment on function public.reconcile_credits(uuid) is
  'For platform admins: recomputes what a tenant has and owes from its transactions: what was kept, and what they add up to, for the balance and for each grant or person who owes where that is not the same, which is a bug. Errors: PT403 forbidden, PT404.';
revoke all on function public.reconcile_credits(uuid) from public;
grant execute on function public.reconcile_credits(uuid) to platform_admin;
--! EndIncluded functions/billing/reconcile_credits.sql
--! Included functions/websites/ai_usage_log.sql
create or replace function private.recount_ai_credits_used(p_tenant uuid) returns bigint
language sql stable security definer set search_path = ''
as $$
  select coalesce(sum(a.credits), 0)
  from public.usage_counters c
  left join public.ai_usage_log a on a.tenant_id = c.tenant_id and a.allowance_period = c.period_start
  where c.tenant_id = p_tenant
$$;
comment on function private.recount_ai_credits_used(uuid) is 'AI credits of the month''s allowance, by their rows, whoever asks.';
revoke all on function private.recount_ai_credits_used(uuid) from public;
--! EndIncluded functions/websites/ai_usage_log.sql
--! Included functions/websites/begin_ai_action.sql
-- S13, A10: answered, not raised, so that an attempt that is refused is written down all the same.
--  1. Who may: ai.use on the website it is about, or on all of them.
--  2. Not too many at once.
--  3. One credit: of the plan's allowance for the month while there is some, then of the ledger. The counter comes before
--     the balance, here as in finish_ai_action.
create or replace function private.begin_ai_action(p_action public.ai_action_type, p_website uuid, p_page uuid) returns public.ai_action_answer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_user uuid := private.uid();
  v_website uuid := p_website;
  v_limit record;
  v_allowed integer;
  v_used integer;
  v_period timestamptz;
  v_answer public.ai_action_answer;
begin
  -- 1.
  if v_user is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if p_action is null then perform private.fail('invalid_input', 'action (expected what to do)'); end if;
  if p_page is not null then
    select p.website_id into v_website from public.pages p
    where p.tenant_id = v_tenant and p.id = p_page and (p_website is null or p.website_id = p_website);
    if not found or not private.can_on('content.read', v_website) then perform private.fail('not_found', 'page'); end if;
  elsif v_website is not null then
    if not private.can_on('content.read', v_website)
       or not exists (select from public.websites w where w.tenant_id = v_tenant and w.id = v_website) then
      perform private.fail('not_found', 'website');
    end if;
  end if;
  if not (case when v_website is null then private.can('ai.use') and private.all_websites() else private.can_on('ai.use', v_website) end) then
    perform private.fail('forbidden', 'ai.use');
  end if;

  v_answer.status := 200;
  v_answer.id := gen_random_uuid();
  v_answer.tenant_id := v_tenant;
  select p.ai_credits_per_month into strict v_allowed
  from public.tenants t join public.plans p on p.id = t.plan_id where t.id = v_tenant;

  -- 2.
  select l.allowed, ceil(l.retry_after)::integer as seconds into v_limit
  from private.consume_rate_limit(format('ai %s %s', v_tenant, v_user), 20, 1 / 6.0) l;
  if not v_limit.allowed then
    v_answer.status := 429;
    v_answer.reason := 'rate_limited';
    v_answer.retry_after := v_limit.seconds;
  end if;

  -- 3.
  insert into public.ai_usage_log (tenant_id, id, user_id, action_type, website_id, page_id, status, credits, finished_at, error_message)
  values (v_tenant, v_answer.id, v_user, p_action, v_website, p_page, case v_answer.status when 200 then 'reserved' else 'rate_limited' end::public.ai_action_status,
    case v_answer.status when 200 then 1 else 0 end, case when v_answer.status <> 200 then clock_timestamp() end, v_answer.reason);
  if v_answer.status = 200 then
    begin
      update public.usage_counters c set ai_credits_used = c.ai_credits_used + 1
      where c.tenant_id = v_tenant and case when c.period_end <= now() then 0 else c.ai_credits_used end < v_allowed
      returning c.ai_credits_used, c.period_start into v_used, v_period;
      if found then
        perform private.use_credit_limit(v_tenant, v_user, 1);
        update public.ai_usage_log a set allowance_period = v_period where a.tenant_id = v_tenant and a.id = v_answer.id;
      else
        perform private.take_credits(v_tenant, v_user, 1, p_action::text, p_ai_usage => v_answer.id);
      end if;
    exception when sqlstate 'PT402' then
      get stacked diagnostics v_answer.reason = pg_exception_detail;
      v_answer.status := 402;
      update public.ai_usage_log a
      set status = 'rate_limited', credits = 0, finished_at = clock_timestamp(), error_message = v_answer.reason
      where a.tenant_id = v_tenant and a.id = v_answer.id;
    end;
  end if;

  select greatest(0, v_allowed - case when c.period_end <= now() then 0 else c.ai_credits_used end), coalesce(b.remaining - b.overdraft, 0)
  into v_answer.allowance_left, v_answer.balance
  from public.usage_counters c left join public.credit_balances b on b.tenant_id = c.tenant_id
  where c.tenant_id = v_tenant;
  return v_answer;
end
$$;
comment on function private.begin_ai_action(public.ai_action_type, uuid, uuid) is
  'Reserves a credit for an AI action and writes the attempt down, in tables no client may write. Answers 402 or 429 where there is none. Raises PT400, PT401, PT403, PT404.';
revoke all on function private.begin_ai_action(public.ai_action_type, uuid, uuid) from public;
grant execute on function private.begin_ai_action(public.ai_action_type, uuid, uuid) to authenticated;

create or replace function public.begin_ai_action(action public.ai_action_type, website uuid default null, page uuid default null) returns public.ai_action_answer
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_answer public.ai_action_answer := private.begin_ai_action(action, website, page);
begin
  perform set_config('response.status', v_answer.status::text, true);
  return v_answer;
end
$$;
comment on function public.begin_ai_action(public.ai_action_type, uuid, uuid) is
  'Reserves one credit for an AI action: of the plan''s monthly allowance first, then of the tenant''s credits. status, also as HTTP status, and reason: 200; 402 insufficient_credits or credit_limit_reached, with what is left; 429 rate_limited (20 a person, one more every 6 s). Every attempt is logged; one that nobody finishes gives its credit back. Errors: PT400, PT401, PT403 forbidden (needs ai.use on that website; on all of them where none is named), PT404.';
revoke all on function public.begin_ai_action(public.ai_action_type, uuid, uuid) from public;
grant execute on function public.begin_ai_action(public.ai_action_type, uuid, uuid) to authenticated;
--! EndIncluded functions/websites/begin_ai_action.sql
--! Included functions/websites/finish_ai_action.sql
-- S13: told by the service alone: whoever has the answer must not be able to say that it failed. The first word counts.
create or replace function private.finish_ai_action(
  p_tenant uuid, p_id uuid, p_status public.ai_action_status, p_prompt_tokens integer, p_completion_tokens integer, p_cost numeric, p_error text
) returns public.ai_usage_log
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_action public.ai_usage_log;
begin
  if (p_status in ('success', 'failed')) is not true then perform private.fail('invalid_input', 'status (expected success or failed)'); end if;
  if least(p_prompt_tokens, p_completion_tokens, p_cost) < 0 or p_cost >= 10000 then
    perform private.fail('invalid_input', 'tokens or cost (expected 0 or more)');
  end if;
  select * into v_action from public.ai_usage_log a where a.tenant_id = p_tenant and a.id = p_id for no key update;
  if not found then perform private.fail('not_found', 'AI action'); end if;
  if v_action.status <> 'reserved' then return v_action; end if;

  if p_status = 'failed' then perform private.return_ai_credit(v_action); end if;
  update public.ai_usage_log a
  set status = p_status, credits = case p_status when 'success' then a.credits else 0 end, finished_at = clock_timestamp(),
    prompt_tokens = coalesce(p_prompt_tokens, 0), completion_tokens = coalesce(p_completion_tokens, 0),
    estimated_cost_usd = coalesce(p_cost, 0), error_message = left(p_error, 500)
  where a.tenant_id = p_tenant and a.id = p_id
  returning * into v_action;
  return v_action;
end
$$;
comment on function private.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) is
  'Ends an AI action in a table no API role may write: keeps its credit (success) or gives it back (failed). Raises PT400 invalid_input, PT404.';
revoke all on function private.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) from public;
grant execute on function private.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) to service_role;

create or replace function public.finish_ai_action(
  tenant uuid, action uuid, status public.ai_action_status, prompt_tokens integer default 0, completion_tokens integer default 0,
  estimated_cost_usd numeric default 0, error_message text default null
) returns public.ai_usage_log
language sql volatile security invoker set search_path = ''
as $$
  select private.finish_ai_action(tenant, action, status, prompt_tokens, completion_tokens, estimated_cost_usd, error_message)
$$;
comment on function public.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) is
  'Ends an AI action that begin_ai_action began: success keeps its credit, failed gives it back. Ended already, it is answered as it is. For the service only. Errors: PT400 invalid_input, PT404.';
revoke all on function public.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) from public;
grant execute on function public.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) to service_role;

-- To where it came from: the month's allowance, while it is that month; the grant; what is owed, or where that has been
-- repaid meanwhile, the grants it was repaid from. What time has done to a grant since happens to it again.
create or replace function private.return_ai_credit(p_action public.ai_usage_log) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_taken record;
  v_repaid record;
  v_left bigint;
  v_back bigint;
begin
  -- the counter before the balance, as in begin_ai_action
  perform from public.usage_counters c where c.tenant_id = p_action.tenant_id for no key update;
  if p_action.allowance_period is not null then
    update public.usage_counters c set ai_credits_used = c.ai_credits_used - p_action.credits
    where c.tenant_id = p_action.tenant_id and c.period_start = p_action.allowance_period;
  else
    perform private.lock_credits(p_action.tenant_id);
    for v_taken in
      select x.credit_id, -x.credits as credits from public.credit_transactions x
      where x.tenant_id = p_action.tenant_id and x.ai_usage_id = p_action.id and x.type in ('deduct', 'deduct:overdraft')
    loop
      v_left := v_taken.credits;
      if v_taken.credit_id is null then
        select least(v_left, coalesce(sum(o.credits), 0)) into v_back
        from public.credit_overdrafts o where o.tenant_id = p_action.tenant_id and o.user_id = p_action.user_id;
        if v_back > 0 then
          insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, ai_usage_id)
          values (p_action.tenant_id, p_action.user_id, null, v_back, 'return', p_action.id);
          v_left := v_left - v_back;
        end if;
        for v_repaid in
          select x.credit_id, -sum(x.credits) as credits from public.credit_transactions x
          where x.tenant_id = p_action.tenant_id and x.user_id = p_action.user_id and x.type = 'repay:overdraft' and x.credit_id is not null
          group by x.credit_id order by max(x.created_at) desc
        loop
          exit when v_left = 0;
          v_back := least(v_left, v_repaid.credits);
          insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, ai_usage_id)
          values (p_action.tenant_id, p_action.user_id, v_repaid.credit_id, v_back, 'return', p_action.id);
          v_left := v_left - v_back;
        end loop;
      else
        insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, ai_usage_id)
        values (p_action.tenant_id, p_action.user_id, v_taken.credit_id, v_left, 'return', p_action.id);
      end if;
    end loop;
    perform private.settle_credits(p_action.tenant_id, clock_timestamp());
  end if;
  update public.tenant_member_credit_limits l set used_credits = greatest(0, l.used_credits - p_action.credits)
  where l.tenant_id = p_action.tenant_id and l.user_id = p_action.user_id;
end
$$;
comment on function private.return_ai_credit(public.ai_usage_log) is
  'Gives back what an AI action has taken, in tables no client may write. For whoever has locked the action.';
revoke all on function private.return_ai_credit(public.ai_usage_log) from public;

-- Whoever began it is gone: no function runs that long.
create or replace function private.maintain_ai_actions() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_action record;
  v_done bigint := 0;
begin
  for v_action in
    select a.tenant_id, a.id from public.ai_usage_log a
    where a.status = 'reserved' and a.created_at < now() - interval '15 minutes'
    order by a.created_at limit 500
    for no key update skip locked
  loop
    perform private.finish_ai_action(v_action.tenant_id, v_action.id, 'failed', 0, 0, 0, 'nobody finished it');
    v_done := v_done + 1;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_ai_actions() is
  'Gives back the credits of AI actions that nobody has finished within 15 minutes, in tables no API role may write; up to 500 a call. Answers how many.';
revoke all on function private.maintain_ai_actions() from public;
--! EndIncluded functions/websites/finish_ai_action.sql
--! Included functions/websites/apply_ai_action.sql
-- S13: what an AI proposed becomes part of the page, behind every check that holds for people, after the page as it is has
-- been saved. Only trying it (keep false) does the same and takes it all back: no check is written twice.
create or replace function private.apply_ai_action(p_action uuid, p_result jsonb, p_keep boolean) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_action public.ai_usage_log;
  v_done jsonb;
begin
  select * into v_action from public.ai_usage_log a where a.tenant_id = private.tenant_id() and a.id = p_action;
  if not found or not (case when v_action.website_id is null then private.can('content.read') and private.all_websites() else private.can_on('content.read', v_action.website_id) end) then
    perform private.fail('not_found', 'AI action');
  end if;
  if v_action.status <> 'success' and (p_keep or v_action.status <> 'reserved') then
    perform private.fail('conflict', format('the action is %s', v_action.status));
  end if;
  if not private.can_on(case v_action.action_type when 'suggest_color_palette' then 'website.update' else 'content.write' end::public.app_permission,
      coalesce(v_action.website_id, '00000000-0000-0000-0000-000000000000')) then
    perform private.fail('forbidden', case v_action.action_type when 'suggest_color_palette' then 'website.update' else 'content.write' end);
  end if;
  if v_action.website_id is null then perform private.fail('invalid_input', 'action (expected one about a website)'); end if;
  if jsonb_typeof(p_result) is distinct from 'object' then perform private.fail('invalid_input', 'result (expected an object)'); end if;
  begin
    v_done := private.write_ai_result(v_action, p_result);
    if not p_keep then raise exception using errcode = 'UNDO1'; end if;
  exception when sqlstate 'UNDO1' then
    null; -- it would go through
  end;
  return v_done;
end
$$;
comment on function private.apply_ai_action(uuid, jsonb, boolean) is
  'Writes what an AI proposed, with flags no client may write, or only tries to. Raises PT400 invalid_input, PT402, PT403 forbidden (content.write, website.update for a palette; content.lock for what is locked), PT404, PT409.';
revoke all on function private.apply_ai_action(uuid, jsonb, boolean) from public;
grant execute on function private.apply_ai_action(uuid, jsonb, boolean) to authenticated;

create or replace function private.write_ai_result(p_action public.ai_usage_log, p_result jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_page jsonb;
  v_id uuid;
  v_ids uuid[] := '{}';
begin
  perform private.lock_website(p_action.tenant_id, p_action.website_id);
  case
    when p_action.action_type in ('suggest_copy', 'regenerate_section') then
      if jsonb_typeof(p_result -> 'props') is distinct from 'object' then perform private.fail('invalid_input', 'props (expected an object)'); end if;
      select c.page_id into v_id from public.components c
      where c.tenant_id = p_action.tenant_id and c.website_id = p_action.website_id and c.id::text = p_result ->> 'component'
        and (p_action.page_id is null or c.page_id = p_action.page_id);
      if not found then perform private.fail('not_found', 'component'); end if;
      perform private.save_before_ai(p_action, v_id);
      update public.components c set props = c.props || (p_result -> 'props'), ai_generated = true
      where c.tenant_id = p_action.tenant_id and c.id::text = p_result ->> 'component';
      v_ids := array[v_id];
    when p_action.action_type = 'seo_optimize' then
      update public.pages p set seo_meta = p.seo_meta || (p_result -> 'seo_meta')
      where p.tenant_id = p_action.tenant_id and p.id = p_action.page_id and jsonb_typeof(p_result -> 'seo_meta') = 'object';
      if not found then perform private.fail('invalid_input', 'seo_meta (expected an object, and an action about a page)'); end if;
      v_ids := array[p_action.page_id];
    when p_action.action_type = 'suggest_color_palette' then
      update public.websites w
      set branding_config = w.branding_config || jsonb_build_object('colors', coalesce(w.branding_config -> 'colors', '{}') || (p_result -> 'colors'))
      where w.tenant_id = p_action.tenant_id and w.id = p_action.website_id and jsonb_typeof(p_result -> 'colors') = 'object';
      if not found then perform private.fail('invalid_input', 'colors (expected an object)'); end if;
    when p_action.action_type = 'generate_page' then
      if p_action.page_id is null then perform private.fail('invalid_input', 'action (expected one about a page)'); end if;
      perform private.write_ai_components(p_action, p_action.page_id, p_result -> 'components');
      v_ids := array[p_action.page_id];
    else
      if jsonb_typeof(p_result -> 'pages') is distinct from 'array' then perform private.fail('invalid_input', 'pages (expected a list)'); end if;
      for v_page in select * from jsonb_array_elements(p_result -> 'pages') loop
        if jsonb_typeof(v_page) <> 'object' then perform private.fail('invalid_input', 'pages (expected objects)'); end if;
        select p.id into v_id from public.pages p
        where p.tenant_id = p_action.tenant_id and p.website_id = p_action.website_id and p.slug = v_page ->> 'slug';
        if not found then
          insert into public.pages (tenant_id, website_id, title, slug)
          values (p_action.tenant_id, p_action.website_id, v_page ->> 'title', v_page ->> 'slug') returning id into v_id;
        end if;
        perform private.write_ai_components(p_action, v_id, v_page -> 'components');
        v_ids := v_ids || v_id;
      end loop;
  end case;
  return jsonb_build_object('website', p_action.website_id, 'pages', v_ids);
end
$$;
comment on function private.write_ai_result(public.ai_usage_log, jsonb) is
  'The writing of apply_ai_action, in columns no client may write; triggers and constraints refuse what they would refuse a person.';
revoke all on function private.write_ai_result(public.ai_usage_log, jsonb) from public;

create or replace function private.save_before_ai(p_action public.ai_usage_log, p_page uuid) returns void
language sql volatile security definer set search_path = ''
as $$
  insert into public.page_versions (tenant_id, page_id, trigger, label)
  values (p_action.tenant_id, p_page, 'pre_ai', 'Before AI: ' || replace(p_action.action_type::text, '_', ' '))
$$;
comment on function private.save_before_ai(public.ai_usage_log, uuid) is 'Saves a page as it is before an AI changes it (S7), for people who may not name the tenant.';
revoke all on function private.save_before_ai(public.ai_usage_log, uuid) from public;

-- A page anew; what is locked stays as it is, in its place before the rest.
create or replace function private.write_ai_components(p_action public.ai_usage_log, p_page uuid, p_components jsonb) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_component jsonb;
begin
  if jsonb_typeof(p_components) is distinct from 'array' or jsonb_array_length(p_components) not between 1 and 100 then
    perform private.fail('invalid_input', 'components (expected a list of 1 to 100)');
  end if;
  perform private.save_before_ai(p_action, p_page);
  delete from public.components c where c.tenant_id = p_action.tenant_id and c.page_id = p_page and not c.is_locked;
  for v_component in select * from jsonb_array_elements(p_components) loop
    if jsonb_typeof(v_component) <> 'object' then perform private.fail('invalid_input', 'components (expected objects)'); end if;
    insert into public.components (tenant_id, page_id, type, props, ai_generated)
    select p_action.tenant_id, p_page, v_component ->> 'type',
      -- what is left out is as it is in a new one
      coalesce((select t.default_props from public.component_types t where t.type = v_component ->> 'type'), '{}') || coalesce(v_component -> 'props', '{}'), true;
  end loop;
end
$$;
comment on function private.write_ai_components(public.ai_usage_log, uuid, jsonb) is
  'Puts an AI''s components in the place of a page''s, marked as such, which no client may. Raises PT400 invalid_input, PT402 plan_required.';
revoke all on function private.write_ai_components(public.ai_usage_log, uuid, jsonb) from public;

create or replace function public.apply_ai_action(action uuid, result jsonb, keep boolean default true) returns jsonb
language sql volatile security invoker set search_path = ''
as $$
  select private.apply_ai_action(action, result, keep)
$$;
comment on function public.apply_ai_action(uuid, jsonb, boolean) is
  'Puts what an AI action has proposed, or what people have made of it, into the page or website it was about; pages are saved first (pre_ai). keep false: only tells whether that would go through. result: {component, props} for suggest_copy and regenerate_section, {seo_meta}, {colors}, {components} for generate_page, {pages} for generate_layout. Answers website and pages. Errors: PT400 invalid_input, PT402 plan_required or quota_exceeded, PT403 forbidden (needs content.write, website.update for a palette, content.lock for what is locked), PT404, PT409 conflict.';
revoke all on function public.apply_ai_action(uuid, jsonb, boolean) from public;
grant execute on function public.apply_ai_action(uuid, jsonb, boolean) to authenticated;
--! EndIncluded functions/websites/apply_ai_action.sql
--! Included functions/websites/get_monthly_ai_credits.sql
create or replace function public.get_monthly_ai_credits(tid uuid) returns integer
language sql stable security invoker set search_path = ''
as $$
  -- row-level security answers for the caller's own tenant only
  select (
    select count(*)::integer from public.ai_usage_log a
    where a.tenant_id = t.id and a.status = 'success' and a.created_at >= date_trunc('month', now(), 'UTC'))
  from public.tenants t
  where t.id = tid and (select private.can('ai.use'))
$$;
comment on function public.get_monthly_ai_credits(uuid) is
  'AI actions that succeeded this UTC month, of the allowance and of credits together (needs ai.use). Null for a tenant you don''t act for.';
revoke all on function public.get_monthly_ai_credits(uuid) from public;
grant execute on function public.get_monthly_ai_credits(uuid) to authenticated, service_role;
--! EndIncluded functions/websites/get_monthly_ai_credits.sql
--! Included functions/billing/check_invariants_credits.sql
create or replace function private.check_invariants_credits() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'credits are the sums of their transactions', format('%s: %s %s kept, %s counted', b.tenant_id, d.what, d.kept, d.counted)
  from public.credit_balances b cross join lateral private.credit_sums(b.tenant_id) d
  where d.kept <> d.counted
  union all
  select 'who has credits has a balance', c.tenant_id::text
  from public.credits c
  where not exists (select from public.credit_balances b where b.tenant_id = c.tenant_id)
  union all
  select 'nobody owes credits while there are some to use', b.tenant_id::text
  from public.credit_balances b where b.overdraft > 0 and b.remaining > b.pending
  union all
  select 'pending is what has not begun', b.tenant_id::text
  from public.credit_balances b
  where (b.due_at is null or b.due_at > now()) and b.pending <> (
    select coalesce(sum(c.remaining_credits), 0) from public.credits c where c.tenant_id = b.tenant_id and c.is_open and c.effective_at > now())
  union all
  select 'an operation took what it says', format('%s %s', o.tenant_id, o.idempotency_key)
  from public.credit_operations o
  where o.amount <> (
    select -coalesce(sum(t.credits), 0) from public.credit_transactions t where t.tenant_id = o.tenant_id and t.operation = o.idempotency_key)
  union all
  select 'an AI action took what it says', a.id::text
  from public.ai_usage_log a
  where a.allowance_period is null and a.credits <> (
    select -coalesce(sum(t.credits), 0) from public.credit_transactions t where t.tenant_id = a.tenant_id and t.ai_usage_id = a.id)
  union all
  select 'ai_credits_used counts this month''s actions of the allowance', format('%s: counter %s, rows %s', c.tenant_id, c.ai_credits_used, n.rows)
  from public.usage_counters c cross join lateral private.recount_ai_credits_used(c.tenant_id) n (rows)
  where c.ai_credits_used <> n.rows
$$;
comment on function private.check_invariants_credits() is 'Broken invariants of credits and AI actions.';
revoke all on function private.check_invariants_credits() from public;
--! EndIncluded functions/billing/check_invariants_credits.sql
--! Included policies/billing/credits.sql
-- Members with billing.read see grants; only functions write it.
alter table public.credits enable row level security;
revoke all on public.credits from anon, authenticated, service_role, platform_admin;
grant select on public.credits to authenticated;
grant select on public.credits to service_role;

drop policy if exists select_member on public.credits;
create policy select_member on public.credits for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.credits is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.credits;
create policy select_platform_admin on public.credits for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.credits is 'Platform admins read everything.';
--! EndIncluded policies/billing/credits.sql
--! Included policies/billing/credit_operations.sql
-- Members with billing.read see what was used by whom; only functions write it.
alter table public.credit_operations enable row level security;
revoke all on public.credit_operations from anon, authenticated, service_role, platform_admin;
grant select on public.credit_operations to authenticated;
grant select on public.credit_operations to service_role;

drop policy if exists select_member on public.credit_operations;
create policy select_member on public.credit_operations for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.credit_operations is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.credit_operations;
create policy select_platform_admin on public.credit_operations for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.credit_operations is 'Platform admins read everything.';
--! EndIncluded policies/billing/credit_operations.sql
--! Included policies/billing/credit_transactions.sql
-- Members with billing.read see the ledger; only functions write it.
alter table public.credit_transactions enable row level security;
revoke all on public.credit_transactions from anon, authenticated, service_role, platform_admin;
grant select on public.credit_transactions to authenticated;
grant select on public.credit_transactions to service_role;

drop policy if exists select_member on public.credit_transactions;
create policy select_member on public.credit_transactions for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.credit_transactions is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.credit_transactions;
create policy select_platform_admin on public.credit_transactions for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.credit_transactions is 'Platform admins read everything.';
--! EndIncluded policies/billing/credit_transactions.sql
--! Included policies/billing/credit_overdrafts.sql
-- Members with billing.read see what is owed; only functions write it.
alter table public.credit_overdrafts enable row level security;
revoke all on public.credit_overdrafts from anon, authenticated, service_role, platform_admin;
grant select on public.credit_overdrafts to authenticated;
grant select on public.credit_overdrafts to service_role;

drop policy if exists select_member on public.credit_overdrafts;
create policy select_member on public.credit_overdrafts for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.credit_overdrafts is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.credit_overdrafts;
create policy select_platform_admin on public.credit_overdrafts for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.credit_overdrafts is 'Platform admins read everything.';
--! EndIncluded policies/billing/credit_overdrafts.sql
--! Included policies/billing/credit_balances.sql
-- Members with billing.read see what the tenant has and owes; only functions write it.
alter table public.credit_balances enable row level security;
revoke all on public.credit_balances from anon, authenticated, service_role, platform_admin;
grant select on public.credit_balances to authenticated;
grant select on public.credit_balances to service_role;

drop policy if exists select_member on public.credit_balances;
create policy select_member on public.credit_balances for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.credit_balances is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.credit_balances;
create policy select_platform_admin on public.credit_balances for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.credit_balances is 'Platform admins read everything.';
--! EndIncluded policies/billing/credit_balances.sql
--! Included policies/websites/ai_usage_log.sql
-- Who may use AI sees what was done with it; only functions write it.
alter table public.ai_usage_log enable row level security;
revoke all on public.ai_usage_log from anon, authenticated, service_role, platform_admin;
grant select on public.ai_usage_log to authenticated;
grant select on public.ai_usage_log to service_role;

drop policy if exists select_member on public.ai_usage_log;
create policy select_member on public.ai_usage_log for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('ai.use'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('ai.use'))::uuid[])));
comment on policy select_member on public.ai_usage_log is 'Members with ai.use, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.ai_usage_log;
create policy select_platform_admin on public.ai_usage_log for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.ai_usage_log is 'Platform admins read everything.';
--! EndIncluded policies/websites/ai_usage_log.sql
