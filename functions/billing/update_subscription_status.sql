-- B5: document 004's way for the service to say how a person's own subscription stands.
create or replace function private.update_subscription_status(
  p_user_id uuid, p_status public.subscription_status, p_subscription_id text, p_last_payment_at timestamptz
) returns public.user_subscriptions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_row public.user_subscriptions;
  v_rows integer;
begin
  if not exists (select from public.users u where u.id = p_user_id) then perform private.fail('not_found', 'person'); end if;
  perform private.lock_billing(p_user_id);
  if p_subscription_id is null then
    select count(*) into v_rows from public.user_subscriptions u where u.user_id = p_user_id;
    if v_rows > 1 then perform private.fail('subscription_ambiguous', v_rows::text); end if;
    if v_rows = 0 then insert into public.user_subscriptions (user_id, provider) values (p_user_id, 'manual'); end if;
  else
    insert into public.user_subscriptions (user_id, provider, provider_subscription_id) values (p_user_id, 'stripe', p_subscription_id)
    on conflict (provider, provider_subscription_id) do nothing;
    perform from public.user_subscriptions u where u.provider = 'stripe' and u.provider_subscription_id = p_subscription_id and u.user_id = p_user_id;
    if not found then perform private.fail('taken', 'subscription'); end if;
  end if;
  update public.user_subscriptions u
  set status = coalesce(p_status, u.status), last_payment_at = greatest(u.last_payment_at, p_last_payment_at)
  where u.user_id = p_user_id and (p_subscription_id is null or u.provider = 'stripe' and u.provider_subscription_id = p_subscription_id)
  returning * into v_row;
  return v_row;
end
$$;
comment on function private.update_subscription_status(uuid, public.subscription_status, text, timestamptz) is
  'Sets how a person''s own subscription stands, in a table no API role may write; the service''s alone. Raises PT404, PT409 subscription_ambiguous, taken.';
revoke all on function private.update_subscription_status(uuid, public.subscription_status, text, timestamptz) from public;
grant execute on function private.update_subscription_status(uuid, public.subscription_status, text, timestamptz) to service_role;

create or replace function public.update_subscription_status(
  p_user_id uuid, p_status public.subscription_status default null, p_subscription_id text default null, p_last_payment_at timestamptz default null
) returns public.user_subscriptions
language sql volatile security invoker set search_path = ''
as $$
  select private.update_subscription_status(p_user_id, p_status, p_subscription_id, p_last_payment_at)
$$;
comment on function public.update_subscription_status(uuid, public.subscription_status, text, timestamptz) is
  'Says how a person''s own subscription stands, and when they last paid (an earlier time changes nothing); what is null stays. Without p_subscription_id it is their only one. No tenant''s plan follows. For the service only. Errors: PT404, PT409 subscription_ambiguous, taken.';
revoke all on function public.update_subscription_status(uuid, public.subscription_status, text, timestamptz) from public;
grant execute on function public.update_subscription_status(uuid, public.subscription_status, text, timestamptz) to service_role;
