// The rules the product keeps, and what keeps them: docs/rules.md is made of this and of what the tests say of themselves.
import fs from 'node:fs';
import path from 'node:path';
import { Problem } from './cli.ts';
import { currentFiles } from './migrate.ts';
import { root } from './paths.ts';

type Rule = {
  code: string;
  rule: string;
  /** Names of functions, constraints and indexes, or paths. */
  by: string[];
};

const chapters: Record<string, Rule[]> = {
  'Access': [
    {
      code: 'A1',
      rule: 'A request acts for one tenant: the one its `x-tenant-id` header names, else `app.current_tenant_id`, else the active tenant, else the token’s `tenant_id`, else the own default or only one. Membership, role and permissions are looked up in the database, once per request, by a hook that writes nothing but settings of the transaction; without the hook the same answer is worked out on the spot.',
      by: ['begin_request', 'request_settings', 'resolve_context', 'membership', 'fallback_tenant', 'context', 'set_active_tenant', 'my_tenants', 'scripts/lib/rest.ts', 'scripts/lib/graphql.ts'],
    },
    {
      code: 'A2',
      rule: 'The context cannot be forged: a stored one counts only for the role and claims it was made for, clients set no settings, and a tenant that is asked for and not allowed is refused (403, or 400 if malformed), never replaced by another.',
      by: ['context', 'resolve_context', 'scripts/lib/gateway.ts'],
    },
    {
      code: 'A3',
      rule: 'In a suspended or offboarded tenant everything is refused (403) but reading it and its billing to those who manage billing; switching to another tenant always works, and its public sites are dark.',
      by: ['resolve_context', 'refuse', 'tenant_id', 'can', 'sync_hosts_of_tenant'],
    },
    {
      code: 'A4',
      rule: 'Every table of every schema of ours, partitions included, has row-level security; every policy names its command and its role, and there is one permissive policy per table, command and role.',
      by: ['policies/', 'ensure_partitions'],
    },
    {
      code: 'A5',
      rule: 'A policy is one flat line that compares columns with the request’s context: no join, no other table, no function of a row; each helper is called once per statement.',
      by: ['policies/', 'tenant_id', 'can', 'all_websites', 'website_scope'],
    },
    {
      code: 'A6',
      rule: 'A client can do what is granted to its role by name and nothing else; on insert and update grants list columns, and ids, billing, quota, status, owner, home and live flags are not among them.',
      by: ['policies/', 'migrations/'],
    },
    {
      code: 'A7',
      rule: 'Exposed functions run with the caller’s rights. What needs more is a function in `private` with an empty search path that checks who asks, is revoked from everybody beside its definition, and stands in the register with its reason.',
      by: ['functions/', 'docs/definers.md'],
    },
    {
      code: 'A8',
      rule: 'Views run with the caller’s rights. A write that row-level security reduces to nothing is an error in functions and in GraphQL; a plain REST update says it by answering with no row.',
      by: ['move_component', 'scripts/lib/graphql.ts'],
    },
    {
      code: 'A9',
      rule: 'Every refusal comes from one catalogue: an SQLSTATE that carries the HTTP status, a machine-readable reason, a message for a person and a hint, the same through REST and GraphQL; it tells nothing of another tenant.',
      by: ['errors_pkey', 'fail', 'docs/errors.md', 'scripts/lib/graphql.ts'],
    },
    {
      code: 'A10',
      rule: 'What must outlast a refusal (a spent token, a counted guess) is answered, not raised, with the status set on the response.',
      by: ['unlock_page', 'join_waitlist', 'consume_rate_limit'],
    },
    {
      code: 'A11',
      rule: 'Locks are taken in one order: the website before anything below it, counters last, several rows by id.',
      by: ['lock_website', 'lock_website_of_page', 'lock_websites_before_delete', 'lock_for_publishing', 'transfer_ownership'],
    },
  ],
  'Sign-up and tenants': [
    {
      code: 'T1',
      rule: 'A sign-up makes the person, their address, platform role, mail preferences and, unless they come by invitation or as a valet customer, a tenant; what fails of it is written down and does not stop the sign-up. A tenant is pending, editable and unpublishable until its owner’s address is confirmed.',
      by: ['handle_sign_up', 'handle_auth_update', 'create_tenant_for', 'lock_for_publishing'],
    },
    {
      code: 'T2',
      rule: '`create_tenant` makes, in one transaction, the tenant with a generated slug, its owner, counters, free subscription, website with a published home page and five components, and an audit row. It starts on the free plan whatever was wanted, and a person owns as many free tenants as a setting allows. The edge function `onboard` makes the customer at Stripe, once however often it is called; where Stripe is away the first checkout does.',
      by: ['create_tenant', 'begin_onboarding', 'link_customer', 'supabase/functions/onboard/handler.ts', 'create_tenant_for', 'create_website_for', 'generate_slug'],
    },
    {
      code: 'T3',
      rule: 'A tenant has exactly one owner, active, always; only `transfer_ownership` moves it.',
      by: ['tenant_members_tenant_id_owner_key', 'tenant_members_owner_active', 'require_owner', 'check_member_change', 'transfer_ownership'],
    },
    { code: 'T4', rule: 'Slug and subdomain never change.', by: ['keep_columns', 'functions/tenancy/tenants.sql', 'functions/websites/websites.sql'] },
    {
      code: 'T5',
      rule: 'A tenant goes from pending to active, between active and suspended, from either to offboarded, and back from there within 90 days; no other way.',
      by: ['check_tenant_status', 'tenants_suspended_for_with_status', 'tenants_offboarding_time_with_status'],
    },
    {
      code: 'T6',
      rule: '`offboard_tenant` darkens a tenant at once and queues the cancellation of what it pays for; within 90 days its owner brings it back or exports it; then maintenance deletes everything it owns in one transaction, its log included, and queues the deletion of its files: what stays is one row in the platform’s log. When an owner’s account is deleted, the longest-serving admin takes over; without one the tenant is offboarded.',
      by: ['offboard_tenant', 'offboard', 'cancel_offboarding', 'check_free_tenants', 'succeed_owner', 'purge_tenant', 'before_purge_storage'],
    },
    {
      code: 'T7',
      rule: 'Whoever manages members changes roles, and removes collaborators, within their own permissions, never their own and never the owner’s. Members are deactivated, not deleted, or leave by themselves, and the invitations they made go with them; whoever leaves for good is anonymised, and what they did stays.',
      by: ['guard_member', 'guard_collaborator', 'check_member_change', 'check_role_ceiling', 'leave_tenant', 'revoke_invitations_of_members', 'handle_auth_delete', 'policies/tenancy/tenant_members.sql'],
    },
    {
      code: 'T8',
      rule: 'Whoever manages members invites an address to the team or to one website, within their own permissions, for 7 days, while there is a seat. The token is told once and kept hashed; inviting again makes a new one. Only somebody who has verified the address accepts, once, if there is a seat still and the inviter may still give the role; every other token gets one and the same answer, and guessing costs. The edge function `invite` mails the link; how many messages a team sends and an address gets is limited, and nothing people have chosen adds a header, a recipient or a link.',
      by: ['create_invitation', 'accept_invitation', 'revoke_invitation', 'my_invitations', 'may_give_role', 'check_role_ceiling', 'issue_invitation_token', 'expire_invitations', 'count_seats', 'invitations_tenant_id_email_website_id_key', 'limit_invitations', 'maintain_invitations', 'supabase/functions/invite/handler.ts', 'supabase/functions/_shared/mail.ts'],
    },
    {
      code: 'T9',
      rule: 'A custom role of a tenant is a set of permissions in which whatever writes also reads. Holders of `role.manage` write them, never with more than they have themselves and never their own; one that somebody has, or is invited to, stays.',
      by: ['tenant_roles_permissions_closed', 'tenant_roles_role_manage_reads', 'guard_role', 'check_role_change', 'release_role', 'membership', 'policies/tenancy/tenant_roles.sql'],
    },
    {
      code: 'T10',
      rule: 'A collaborator works on single websites and sees nothing else of the tenant; the team changes and removes them, within their own permissions.',
      by: ['membership', 'website_scope', 'can_on', 'guard_collaborator', 'website_members_role_built_in', 'policies/websites/website_members.sql'],
    },
    {
      code: 'T11',
      rule: 'Platform admins read everything and write nothing but through functions, which suspend and restore tenants and websites, disable people and make others admins; each act is audited, with its reason in the platform’s own log. Who is one is looked up on each request; nobody changes their own standing, so one always stays.',
      by: ['is_platform_admin', 'custom_access_token_hook', 'resolve_context', 'suspend_tenant', 'suspend_website', 'disable_user', 'set_platform_role', 'lock_platform_admins', 'admin_overview', 'tenants_by_status', 'growth_per_day'],
    },
    {
      code: 'T12',
      rule: 'A person has up to ten addresses. They add any, unverified; Auth verifies them, a verified one belongs to one person, and only such a one is made primary, which is where mail goes. The address to sign in with is Auth’s and becomes primary when it changes; neither is removed. Each kind of mail can be turned off. A picture is the person’s own file in the bucket `avatars`, or elsewhere, and the file goes when nothing names it.',
      by: ['user_emails_user_id_primary_key', 'user_emails_email_verified_key', 'set_primary_email', 'add_email', 'make_email_primary', 'remove_email', 'users_avatar_path_own', 'keep_avatar', 'clean_up_avatar', 'policies/identity/objects.sql', 'policies/identity/user_email_preferences.sql'],
    },
  ],
  'Websites': [
    {
      code: 'S1',
      rule: 'A website has exactly one home page, the one at `/`. `set_home_page` moves it under the website’s lock and gives the old one a slug made from its title; it can be neither deleted nor moved away.',
      by: ['pages_tenant_id_website_id_slug_key', 'keep_home_page', 'set_home_page', 'free_page_slug'],
    },
    {
      code: 'S2',
      rule: 'A website that was ever published has exactly one live deployment; of two publishers at once both succeed, one after the other.',
      by: ['deployments_live_key', 'begin_deployment', 'switch_deployment', 'require_live_deployment'],
    },
    {
      code: 'S3',
      rule: 'Publishing is an insert into `deployments`, checked and filled by triggers: it freezes branding, navigation and every published or hidden page with its visible components, saves a version of each, sets `published_at` once and `last_deployed_at` each time, and is audited. Nothing is published without a published home page, nor a page of more than 1 MiB. It can be scheduled, one publication a website: published as the website is then, if the person may still publish it then; what is refused says why.',
      by: ['lock_for_publishing', 'begin_deployment', 'freeze_pages', 'publish_website', 'maintain_publications', 'cancel_publication', 'policies/websites/scheduled_publications.sql', 'snapshot_json', 'policies/websites/deployments.sql'],
    },
    {
      code: 'S4',
      rule: 'Rolling back makes an older deployment live; a deployment never changes otherwise, and two can be compared. The newest hundred of a website are kept.',
      by: ['rollback_website', 'switch_deployment', 'freeze_pages', 'functions/websites/deployments.sql', 'diff_deployments'],
    },
    {
      code: 'S5',
      rule: 'Visitors read the live deployment through `live_page` and nothing else: no draft, no invisible component, no form recipient, no note, no page behind a password without it, which only those who publish set and lift, and which opens it for a day. Unknown, draft and archived hosts are all 404; suspended ones 403. A draft shows only to who has a preview link of that website, which expires and can be deleted, and never while the website or its tenant is dark.',
      by: ['live_page', 'unlock_page', 'open_page', 'preview_page', 'create_preview_link', 'policies/websites/preview_links.sql', 'page_passwords_hash_is_bcrypt', 'set_page_password', 'expected_hosts', 'supabase/functions/site/handler.ts'],
    },
    {
      code: 'S6',
      rule: 'A component has a known type, props that satisfy the type’s checks, at most 256 KiB and no number that is longer than it looks, and a fractional order key, so that moving writes one row; a type may need a plan, a locked component needs `content.lock`, and a page holds at most 100 of them and about 1 MiB. Branding, SEO, layout and preferences are checked the same way: a refusal names the key and what was expected, and unknown keys are kept.',
      by: ['components_type_fkey', 'components_props_size', 'plain_numbers', 'check_json', 'check_json_columns', 'limit_components', 'components_order_key_form', 'fill_component', 'check_props', 'guard_locked', 'order_key_between', 'move_component', 'seed/component_types.sql'],
    },
    {
      code: 'S7',
      rule: 'A page’s versions hold its components whole, and say why they were saved: by the timer, by hand, before an AI edit, a restore or a publish. Restoring one brings its components back exactly, ids included, after saving what was there; the oldest beyond the plan’s limit go, however many save at once, after a downgrade with the page’s next save.',
      by: ['fill_version', 'prune_versions', 'save_page_version', 'restore_page_version'],
    },
    {
      code: 'S8',
      rule: 'Websites, pages, seats, the bytes of assets, and whatever else a plan limits, are counted in the transaction that adds them and compared with the plan, so that no race passes; the refusal names the limit, what is used and the plan that lifts it. What counts by the month begins anew with the first write after it. `tenant_usage` shows all of it, `reconcile_usage` counts anew. What a plan has or has not is asked where it is used, and nobody is given more free tenants than they may make.',
      by: ['check_quota', 'count_websites', 'count_pages', 'count_seats', 'count_storage', 'roll_period', 'require_plan_flag', 'tenant_usage', 'reconcile_usage', 'get_tenant_storage_mb', 'check_free_tenants', 'transfer_ownership'],
    },
    {
      code: 'S9',
      rule: 'An archived website is dark, keeps everything and counts no more; restoring asks for room again. When a tenant moves to a smaller plan, the newest websites beyond it are archived, the people who joined last beyond its seats step back, never the owner, and domains are switched off if it has none; what the plan no longer has stays live and can’t be published again, nor made live again; pages and bytes beyond it stay and grow no further. Nothing is deleted, every act is audited, and a larger plan brings nothing back by itself.',
      by: ['archive_website', 'enforce_plan_limits', 'change_plan', 'check_frozen_plan'],
    },
    {
      code: 'S10',
      rule: 'A claim of a host name takes it from nobody. The website its CNAMEs point to is served there, and whoever had the name before is not; another answer ends that with the third in a row, no answer changes nothing. It takes a plan that has domains and `domain.manage`, tries are limited, and removing it frees the name.',
      by: ['add_domain', 'remove_domain', 'begin_domain_check', 'due_domain_checks', 'record_domain_check', 'record_domain_certificate', 'show_domain', 'move_domain', 'expected_hosts', 'domain_verifications_domain_form', 'supabase/functions/verify-domain/handler.ts', 'supabase/functions/verify-domain/dns.ts'],
    },
    {
      code: 'S11',
      rule: 'A file is reserved before it is uploaded: its room counts at once, and the signature allows one upload under a name of ours, of an accepted type, for minutes. Cloudinary’s signed notification makes it ready with its real size, type and dimensions, or rejects it, once, however late and often it comes; what has no row is deleted, and a reservation that nobody used for an hour gives its room back. `used_in_websites` follows what mentions it; one that is used, or that visitors see, is deleted by force only, and its file with it.',
      by: ['reserve_asset', 'complete_asset', 'delete_asset', 'maintain_assets', 'count_storage', 'follow_asset_uses', 'used_in_websites', 'queue_asset_deletion', 'assets_cloudinary_public_id_form', 'supabase/functions/cloudinary-sign/handler.ts', 'supabase/functions/cloudinary-webhook/handler.ts'],
    },
    {
      code: 'S12',
      rule: 'A visit to a page of a live website is one row without address, agent or cookie: its visitor is an HMAC under a salt of the tenant’s day, which nobody can read and which goes with that day. Robots, do-not-track, too many events and sites or plans without analytics are dropped in silence. `aggregate_page_events` makes each of the tenant’s days of it, sessions closed after 30 idle minutes, the same however often; a day’s events are dropped whole a week later. Numbers are read with `analytics.read`, on a plan that has analytics.',
      by: ['track_page_view', 'record_page_events', 'visitor_salt', 'aggregate_page_events', 'day_start', 'maintain_page_events', 'ensure_partitions', 'open_analytics', 'website_analytics', 'get_total_page_views', 'usage_metrics_tenant_id_website_id_date_key', 'supabase/functions/site/track.ts'],
    },
    {
      code: 'S13',
      rule: 'An AI action reserves one credit, of the plan’s monthly allowance first and of the ledger after; it is kept when the action succeeds and given back to where it came from when it fails or nobody finishes it. Every attempt is logged, refused ones too. What an AI proposes is written behind the checks that hold for people, after the page as it is has been saved.',
      by: ['begin_ai_action', 'finish_ai_action', 'return_ai_credit', 'maintain_ai_actions', 'apply_ai_action', 'write_ai_result', 'save_before_ai', 'get_monthly_ai_credits', 'supabase/functions/ai/handler.ts'],
    },
  ],
  'Billing': [
    {
      code: 'B1',
      rule: 'An event of a payment provider is kept once, whatever comes of it: what follows happens as a whole or not at all, and a failure stays with its error, is tried again with back-off and is shown to platform admins, who can replay it. The same event again changes nothing. An event of a customer nobody knows waits, and is applied by the transaction that makes the customer known.',
      by: ['ingest_webhook', 'webhook_events_provider_event_id_key', 'apply_webhook', 'link_customer', 'welcome_customer', 'maintain_webhooks', 'replay_webhook', 'failing_webhooks', 'supabase/functions/stripe-webhook/', 'supabase/functions/midtrans-webhook/', 'supabase/functions/doku-webhook/'],
    },
    {
      code: 'B2',
      rule: 'The order in which events come never matters: of each object of a provider the version with the greatest (finality, time, rank of the event’s type, event id) counts, and what the tables say is worked out from those versions. Subscriptions, invoices and orders are found by the provider’s key, which belongs to one tenant.',
      by: ['keep_payload', 'stripe_rank', 'lock_prices', 'lock_billing', 'claim_billing_key', 'subscriptions_tenant_id_provider_subscription_id_key', 'invoices_tenant_id_provider_invoice_id_key', 'payments_tenant_id_order_id_key'],
    },
    {
      code: 'B3',
      rule: 'What Stripe tells of subscriptions, invoices, payments, checkout sessions, refunds, disputes, prices, products and customers is understood in the shape before API version 2025-03-31 and since; anything else is kept and ignored. The price list follows Stripe’s, and what a price buys stands in its metadata, or its product’s.',
      by: ['apply_stripe_event', 'project_stripe_subscription', 'project_stripe_invoice', 'project_stripe_session', 'stripe_money_back', 'project_stripe_price', 'fill_price', 'sync_plan_prices'],
    },
    {
      code: 'B4',
      rule: 'A tenant’s plan follows its subscription by price, monthly and yearly: active, trialing and past due give it, incomplete does not, unpaid and paused suspend for payment until it is paid (an admin’s suspension stays), canceled keeps it until the paid time is over and then the free plan is back. As long as nobody knows what a price buys, nothing is taken away. Every change stands in the log.',
      by: ['settle_tenant', 'subscriptions_tenant_id_current_key', 'audit_plan_change', 'maintain_subscriptions', 'reproject_price'],
    },
    {
      code: 'B5',
      rule: 'Midtrans and Doku know orders: whoever manages billing makes one, notifications only ever move it forward and have to fit it, and each paid one adds its period to a subscription. What a person pays for by themselves touches no tenant’s plan; the service may say how that stands, where it is clear which subscription is meant.',
      by: ['create_order', 'apply_order', 'project_ordered_subscription', 'update_subscription_status', 'provider_customers_one_owner'],
    },
    {
      code: 'B6',
      rule: 'Credits are a ledger: what remains of a grant, what is owed and what a tenant has are sums of transactions that nobody changes. They are used by priority, then by what expires soonest, once for each key, within the person’s own limit and no further below zero than the plan allows; the next grant repays. What was paid is granted once, however it is told; what expires goes by rows of its own; a refund, and likewise a chargeback or a lost dispute, takes what is unspent, and the rest is owed.',
      by: ['apply_credit_transaction', 'credits_tenant_id_source_id_key', 'credits_remaining_credits_range', 'credit_operations_pkey', 'lock_credits', 'settle_credits', 'consume_credits', 'take_credits', 'use_credit_limit', 'set_credit_limit', 'add_credits', 'grant_for_purchase', 'grant_for_price', 'refund_credits', 'maintain_credits', 'reconcile_credits', 'check_invariants_credits'],
    },
    {
      code: 'B7',
      rule: 'A plan bought for good is the least a tenant has, whatever its subscriptions do, until all of the money is given back.',
      by: ['project_purchase', 'settle_tenant'],
    },
    {
      code: 'B8',
      rule: 'Payment pages and the portal at Stripe are opened for whoever manages billing, for the tenant’s one customer, for prices that are sold, back to pages of the app. A tenant has one subscription at a time and one trial. What is asked twice with one key happens once.',
      by: ['begin_checkout', 'begin_billing_portal', 'provider_customers_tenant_id_provider_key', 'supabase/functions/checkout/', 'supabase/functions/billing-portal/', 'supabase/functions/_shared/stripe.ts'],
    },
  ],
  'Operations': [
    { code: 'O1', rule: 'Audit rows are written by triggers, with actor, tenant, address and agent; nobody updates or deletes them, the table’s owner included, but for the purge of a tenant, which takes the tenant’s own after the tenant is gone.', by: ['audit', 'audit_profile', 'record_audit', 'refuse_change', 'check_purged_logs', 'client_address'] },
    { code: 'O2', rule: 'A rate limit is a token bucket in one atomic upsert, which answers whether, how many more, and when.', by: ['consume_rate_limit', 'rate_limit_buckets_pkey'] },
    {
      code: 'O3',
      rule: 'Anybody joins the waitlist and gets the same answer whether the address stood there or not, a few times a minute; only platform admins read it.',
      by: ['join_waitlist', 'leave_waitlist', 'waitlist_email_key', 'policies/operations/waitlist.sql'],
    },
    {
      code: 'O4',
      rule: 'Periodic work is a list of functions found in the catalog; each does what is due, one place at a time, and reports it; one that fails stops no other. pg_cron runs it where there is one, `npm run worker` elsewhere.',
      by: ['run_maintenance', 'maintenance_tasks', 'maintain_partitions', 'maintain_purges', 'maintain_outbox', 'maintain_rate_limits', 'schedule_maintenance', 'scripts/worker.ts'],
    },
    {
      code: 'O5',
      rule: 'What has to happen outside (mail, deletions, cancellations) is written by the transaction that wants it and done after it, each thing by one worker at a time, again after growing pauses while it fails; platform admins see what failed for good, for 90 days. `npm run worker` and the edge function `work-outbox` do it; what lacks its settings waits.',
      by: ['claim_outbox', 'finish_outbox', 'waiting_outbox', 'maintain_files', 'maintain_lost_effects', 'failed_effects', 'retry_effect', 'policies/operations/outbox.sql', 'supabase/functions/_shared/outbox.ts', 'supabase/functions/work-outbox/handler.ts', 'scripts/worker.ts'],
    },
  ],
  'Rendering': [
    {
      code: 'R1',
      rule: 'Everything is escaped; addresses, colours and lengths are allowed by form, rich text by tag, videos and maps by host; custom HTML runs in a sandboxed frame of no origin.',
      by: ['supabase/functions/site/html.ts', 'supabase/functions/site/safe.ts', 'supabase/functions/site/rich_text.ts', 'supabase/functions/site/blocks.ts', 'supabase/functions/site/handler.ts'],
    },
  ],
};

export const rules = Object.values(chapters).flat();

export type TestFile = { file: string; codes: string[]; sentence: string };

function files(folder: string, pattern: RegExp): string[] {
  if (!fs.existsSync(path.join(root, folder))) return [];
  return fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name)).map((name) => `${folder}/${name.replaceAll('\\', '/')}`).sort();
}

const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

/** What a file of tests says of itself: which rules it proves, and the sentence. */
export function firstLines(file: string, text: string): TestFile {
  const mark = file.endsWith('.sql') ? '--' : '//';
  const comment: string[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith(`${mark} `) || (mark === '--' && comment.length > 0)) break;
    comment.push(line.slice(mark.length + 1));
  }
  return { file, ...parse(comment.join(' ')) };
}

/** The titles in a file of TypeScript tests that name a rule. */
export const titles = (file: string, text: string): TestFile[] =>
  [...text.matchAll(/^ *(?:test|describe)[.\w]*\((['"`])([A-Z]\d.*?)\1,/gm)].map(([, , title]) => ({ file, ...parse(title!) }));

function parse(text: string): Omit<TestFile, 'file'> {
  const [, head = ''] = /^([^:.]*):/.exec(text) ?? [];
  const codes = [...head.matchAll(/\b([A-Z])(\d{1,2})\b(?:–\1(\d{1,2}))?/g)].flatMap(([, letter, from, to]) =>
    Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, i) => `${letter}${Number(from) + i}`),
  );
  const said = /^([A-Z]\d{1,2}([–, ]+|$))+$/.test(head) ? text.slice(head.length + 1).trim() : text;
  return { codes, sentence: /^.*?[.?!](?= |$)/.exec(said)?.[0].replace(/\.$/, '') ?? said };
}

export const testFiles = (): TestFile[] =>
  files('tests', /\.test\.(sql|ts)$/).flatMap((file) => {
    const text = read(file);
    return [firstLines(file, text), ...(file.endsWith('.ts') ? titles(file, text) : [])];
  });

/** Where a name is defined: a function, a constraint or an index; a file of functions/ before the migration that includes it. */
function placeOf(): (name: string) => string | undefined {
  const places = new Map<string, string>();
  const migrations = [...files('migrations/committed', /\.sql$/), ...currentFiles().map((file) => path.relative(root, file))];
  for (const file of [...migrations, ...files('functions', /\.sql$/)]) {
    for (const [, kind, name] of read(file).matchAll(/\b(function (?:public|private)\.|constraint |index )(\w+)/g)) {
      if (kind!.startsWith('function') && !file.startsWith('functions/')) continue;
      if (!kind!.startsWith('function') || !places.has(name!)) places.set(name!, file);
    }
  }
  return (name) => (name.includes('/') ? (fs.existsSync(path.join(root, name)) ? name : undefined) : places.get(name));
}

/** What is wrong between rules and tests, one line each. */
export function ruleProblems(tests: TestFile[] = testFiles()): string[] {
  const place = placeOf();
  const known = new Set(rules.map(({ code }) => code));
  return [
    ...rules.filter(({ code }) => !tests.some(({ codes }) => codes.includes(code))).map(({ code }) => `${code} has no test: none names it in its first line or a title`),
    ...tests.flatMap(({ file, codes }) => codes.filter((code) => !known.has(code)).map((code) => `${file} names ${code}, which scripts/lib/rules.ts does not know`)),
    ...rules.flatMap(({ code, by }) => by.filter((name) => !place(name)).map((name) => `${code} is said to be enforced by ${name}, which is not there`)),
  ];
}

export function rulesPage(): string {
  const tests = testFiles();
  const problems = ruleProblems(tests);
  if (problems.length > 0) throw new Problem(`docs/rules.md can't be made:\n${problems.join('\n')}`);
  const place = placeOf();
  const section = ({ code, rule, by }: Rule) => `### ${code}

${rule}

Enforced by ${by.map((name) => `[\`${name}\`](../${place(name)})`).join(', ')}.

${tests.filter(({ codes }) => codes.includes(code)).map(({ file, sentence }) => `- [${sentence.replace(/[[\]<>]/g, '\\$&')}](../${file})`).join('\n')}
`;
  return `# Rules

What the product promises, what enforces it, and the tests that prove it. Generated from scripts/lib/rules.ts and what the
tests say of themselves by \`npm run generate\`.

A rule lives in the lowest place that can hold it: constraint → trigger → policy → function → edge function → client.

${Object.entries(chapters).map(([chapter, list]) => `${chapter}: ${list.map(({ code }) => `[${code}](#${code.toLowerCase()})`).join(' ')}`).join('  \n')}

${Object.entries(chapters).map(([chapter, list]) => `## ${chapter}\n\n${list.map(section).join('\n')}`).join('\n')}`;
}
