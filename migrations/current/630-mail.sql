-- Invitations and other effects on the outside world happen, once each, and somebody sees when they can't.

alter table private.outbox
  add column if not exists due_at timestamptz not null default now(),
  add column if not exists failed_at timestamptz;
comment on column private.outbox.due_at is 'When it is to be tried: for a claimed one, when its worker counts as lost.';
comment on column private.outbox.failed_at is 'Nobody tries it any more.';
create index if not exists outbox_due_idx on private.outbox (kind, due_at) where done_at is null and failed_at is null; -- next to do
drop index if exists private.outbox_open_idx;
create index if not exists outbox_failing_idx on private.outbox (id) where done_at is null and last_error is not null; -- failed_effects

--! include functions/tenancy/create_invitation.sql
--! include functions/tenancy/invitations.sql
--! include functions/operations/claim_outbox.sql
--! include functions/operations/waiting_outbox.sql
--! include functions/operations/failed_effects.sql
--! include functions/billing/begin_onboarding.sql
