-- What Stripe's objects hold, in either generation of its API.
create or replace function private.stripe_id(p_value jsonb) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case jsonb_typeof(p_value) when 'string' then p_value #>> '{}' when 'object' then p_value ->> 'id' end
$$;
comment on function private.stripe_id(jsonb) is 'The id of what an object points to, which Stripe sends as an id or, expanded, whole.';
revoke all on function private.stripe_id(jsonb) from public;

create or replace function private.stripe_time(p_value jsonb) returns timestamptz
language sql immutable security invoker set search_path = ''
as $$
  select to_timestamp((p_value #>> '{}')::double precision)
$$;
comment on function private.stripe_time(jsonb) is 'A Unix time, or null.';
revoke all on function private.stripe_time(jsonb) from public;

create or replace function private.known_user(p_id text) returns uuid
language sql stable security definer set search_path = ''
as $$
  select u.id from public.users u
  where p_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' and u.id = case when p_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_id::uuid end
$$;
comment on function private.known_user(text) is 'The person of that id, if there is one, in a table of which a caller sees only themselves: metadata of a checkout names who bought.';
revoke all on function private.known_user(text) from public;

-- Decides between versions of an object that one second brought (B2), and names every event of Stripe's from which something
-- follows (B3).
create or replace function private.stripe_rank(p_type text) returns integer
language sql immutable security invoker set search_path = ''
as $$
  select case p_type
    when 'customer.subscription.created' then 1
    when 'customer.subscription.trial_will_end' then 2
    when 'customer.subscription.updated' then 3
    when 'customer.subscription.paused' then 4
    when 'customer.subscription.resumed' then 5
    when 'customer.subscription.deleted' then 6
    when 'invoice.created' then 0
    when 'invoice.finalized' then 1
    when 'invoice.updated' then 2
    when 'invoice.payment_action_required' then 3
    when 'invoice.payment_failed' then 4
    when 'invoice.marked_uncollectible' then 5
    when 'invoice.voided' then 6
    when 'invoice.payment_succeeded' then 7
    when 'invoice.paid' then 8
    when 'invoice_payment.paid' then 1
    when 'checkout.session.completed' then 1
    when 'checkout.session.expired' then 2
    when 'checkout.session.async_payment_failed' then 3
    when 'checkout.session.async_payment_succeeded' then 4
    when 'charge.succeeded' then 0
    when 'charge.updated' then 0
    when 'charge.refunded' then 0
    when 'charge.dispute.created' then 1
    when 'charge.dispute.updated' then 2
    when 'charge.dispute.closed' then 3
    when 'price.created' then 1
    when 'price.updated' then 2
    when 'price.deleted' then 3
    when 'product.created' then 1
    when 'product.updated' then 2
    when 'product.deleted' then 3
    when 'customer.created' then 1
    when 'customer.updated' then 2
    when 'customer.deleted' then 3
  end
$$;
comment on function private.stripe_rank(text) is 'Which of two events of one second and one object is the later one; null for those from which nothing follows.';
revoke all on function private.stripe_rank(text) from public;
