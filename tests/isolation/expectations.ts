// Who may reach what: one line for every exposed table and function. The tests beside this file try each of them as every
// kind of actor, on own rows and on another tenant's, through SQL, REST and GraphQL. What is exposed without a line here
// fails, and so does a line without an object.
//
// A new table: add its line, and rows of it to fixture.sql. A new function: add its line. A GraphQL field needs nothing: it
// is known by the table or function behind it.

export type Permission =
  | 'tenant.read' | 'tenant.update' | 'tenant.delete' | 'member.read' | 'member.manage' | 'role.manage'
  | 'billing.read' | 'billing.manage' | 'website.create' | 'website.update' | 'website.archive' | 'domain.manage'
  | 'content.read' | 'content.write' | 'content.lock' | 'site.publish' | 'ai.use' | 'analytics.read'
  | 'widget.manage' | 'inbox.read' | 'inbox.reply' | 'booking.manage' | 'audit.read';

export const exposedSchemas = ['public'];

// ── What the roles may do ──

const everything: Permission[] = [
  'tenant.read', 'tenant.update', 'tenant.delete', 'member.read', 'member.manage', 'role.manage',
  'billing.read', 'billing.manage', 'website.create', 'website.update', 'website.archive', 'domain.manage',
  'content.read', 'content.write', 'content.lock', 'site.publish', 'ai.use', 'analytics.read',
  'widget.manage', 'inbox.read', 'inbox.reply', 'booking.manage', 'audit.read',
];

export const roles = {
  owner: everything,
  admin: everything.filter((each) => each !== 'billing.manage' && each !== 'tenant.delete'),
  developer: [
    'tenant.read', 'member.read', 'website.create', 'website.update', 'website.archive', 'domain.manage', 'content.read',
    'content.write', 'site.publish', 'ai.use', 'analytics.read', 'widget.manage', 'inbox.read', 'audit.read',
  ],
  editor: [
    'tenant.read', 'member.read', 'content.read', 'content.write', 'ai.use', 'analytics.read', 'inbox.read', 'inbox.reply',
    'booking.manage',
  ],
  viewer: ['tenant.read', 'member.read', 'content.read', 'analytics.read'],
} satisfies Record<string, Permission[]>;

/** What is left of a role on one website only. */
export const ofOneWebsite: Permission[] = [
  'website.update', 'domain.manage', 'content.read', 'content.write', 'content.lock', 'site.publish', 'ai.use',
  'analytics.read', 'widget.manage', 'inbox.read', 'inbox.reply', 'booking.manage',
];

/** What the owner of a suspended tenant keeps. */
export const ofSuspendedOwner: Permission[] = ['tenant.read', 'billing.read', 'billing.manage'];

// ── Tables ──

export type Table = {
  /** Whose the rows are: everybody's, the platform's, one person's, one tenant's, or those of one website of a tenant. */
  rows: 'everybody' | 'platform' | 'person' | 'tenant' | 'website';
  /** The column that says so, unless it is user_id, tenant_id or website_id. */
  key?: string;
  /** `own`: the person whose row it is. `platform`: platform admins only. */
  select: Permission | 'anyone' | 'signed in' | 'own' | 'platform';
  /** Who, and the columns a client may name. */
  insert?: [Permission | 'own', string];
  update?: [Permission | 'own', string];
  delete?: Permission | 'own';
  /** What the service may do: select, insert, update, delete. */
  service: string;
  /** Values that make a copy of a row a new one. */
  fresh?: Record<string, unknown>;
  /** What triggers may refuse (reasons of docs/errors.md) to somebody who holds the permission. */
  refuses?: string[];
  /** An insert needs a confirmed address as well. */
  confirmed?: true;
  /** Its GraphQL type, where that is not the table's name in the singular. */
  graphql?: string;
};

export const tables: Record<string, Table> = {
  // identity
  users: { rows: 'person', key: 'id', select: 'own', update: ['own', 'first_name last_name full_name username avatar_url avatar_path preferences'], service: 'su' },
  user_emails: { rows: 'person', select: 'own', service: 'siud' },
  user_email_preferences: { rows: 'person', select: 'own', update: ['own', 'subscribed'], service: 'siud' },
  user_roles: { rows: 'person', select: 'own', service: 'siu' },

  // tenancy
  plans: { rows: 'everybody', select: 'anyone', service: 'su' },
  role_permissions: { rows: 'everybody', select: 'signed in', service: 's' },
  tenants: { rows: 'tenant', key: 'id', select: 'tenant.read', update: ['tenant.update', 'name logo_url timezone locale onboarding_completed'], service: 'su' },
  tenant_roles: {
    rows: 'tenant', select: 'member.read', delete: 'role.manage', service: 'siud', graphql: 'CustomRole', fresh: { key: 'fresh' }, refuses: ['role_ceiling', 'own_membership', 'role_in_use'],
    insert: ['role.manage', 'key name permissions'],
    update: ['role.manage', 'name permissions'],
  },
  tenant_members: { rows: 'tenant', select: 'member.read', update: ['member.manage', 'is_active role custom_role_id'], service: 'siu', refuses: ['own_membership', 'one_owner', 'role_ceiling'] },
  usage_counters: { rows: 'tenant', select: 'tenant.read', service: 's' },
  invitations: { rows: 'website', select: 'member.read', service: 's' },
  tenant_member_credit_limits: { rows: 'tenant', select: 'member.read', service: 'siu' },

  // websites
  component_types: { rows: 'everybody', select: 'signed in', service: 's' },
  websites: { rows: 'website', key: 'id', select: 'content.read', update: ['website.update', 'name description branding_config seo_defaults settings analytics_enabled template_id favicon_url'], service: 'su' },
  website_members: { rows: 'website', select: 'member.read', update: ['member.manage', 'role'], delete: 'member.manage', service: 'siud', refuses: ['own_membership', 'role_ceiling', 'one_owner'] },
  pages: {
    rows: 'website', select: 'content.read', delete: 'content.write', service: 'siud', fresh: { slug: '/fresh' }, refuses: ['home_page_required'],
    insert: ['content.write', 'website_id title slug status show_in_nav nav_order nav_label seo_meta page_config'],
    update: ['content.write', 'title slug status show_in_nav nav_order nav_label seo_meta page_config'],
  },
  components: {
    rows: 'website', select: 'content.read', delete: 'content.write', service: 'siud', fresh: { order_key: 'zz0000000000000000000000000' }, refuses: ['forbidden'],
    insert: ['content.write', 'page_id type order_key is_visible is_locked props'],
    update: ['content.write', 'is_visible order_key is_locked props'],
  },
  page_versions: { rows: 'website', select: 'content.read', insert: ['content.write', 'page_id trigger label'], service: 'si' },
  deployments: { rows: 'website', select: 'content.read', insert: ['site.publish', 'website_id notes'], confirmed: true, service: 'si' },
  scheduled_publications: { rows: 'website', select: 'content.read', service: 's' },
  preview_links: { rows: 'website', select: 'content.read', delete: 'content.write', service: 'sd' },
  website_templates: { rows: 'everybody', select: 'signed in', service: 's' },
  deployment_pages: { rows: 'website', select: 'content.read', service: 's' },
  domain_verifications: { rows: 'website', select: 'content.read', service: 's' },
  assets: { rows: 'website', select: 'content.read', update: ['content.write', 'display_name tags'], service: 's' },
  asset_uses: { rows: 'website', select: 'content.read', service: 's' },
  usage_metrics: { rows: 'website', select: 'analytics.read', service: 's' },
  ai_usage_log: { rows: 'website', select: 'ai.use', service: 's', graphql: 'AiUsageLog' },

  // billing
  subscriptions: { rows: 'tenant', select: 'billing.read', service: 'siu', graphql: 'TenantSubscription' },
  user_subscriptions: { rows: 'person', select: 'own', service: 's' },
  invoices: { rows: 'tenant', select: 'billing.read', service: 's' },
  payments: { rows: 'tenant', select: 'billing.read', service: 's' },
  lifetime_deals: { rows: 'tenant', select: 'billing.read', service: 'siu', fresh: { provider_checkout_session_id: 'fresh' } },
  provider_customers: { rows: 'platform', select: 'platform', service: 's' },
  prices: { rows: 'everybody', select: 'anyone', service: 'siu' },
  webhook_events: { rows: 'platform', select: 'platform', service: 's' },
  credits: { rows: 'tenant', select: 'billing.read', service: 's' },
  credit_operations: { rows: 'tenant', select: 'billing.read', service: 's' },
  credit_transactions: { rows: 'tenant', select: 'billing.read', service: 's' },
  credit_overdrafts: { rows: 'tenant', select: 'billing.read', service: 's' },
  credit_balances: { rows: 'tenant', select: 'billing.read', service: 's' },

  // operations
  waitlist: { rows: 'platform', select: 'platform', service: 'su' },
  audit_logs: { rows: 'tenant', select: 'audit.read', service: 's' },
};

// ── Functions ──

/** Picks what a call is about: in the tenant that is tried, an id of a row of this table; of a person's rows, of the one who is tried. */
export type Target = {
  id(table: string, which?: (row: Record<string, unknown>) => boolean): string;
  tenant: string;
  /** Somebody who works there. */
  person: string;
  /** Where the tenant's first website is published. */
  host: string;
};

export type Fn = {
  /** Roles with execute, as granted; what `signed in` may, platform admins may too. */
  grant: ('anyone' | 'signed in' | 'platform' | 'service')[];
  /** Who gets an answer; everybody else is refused or gets nothing. */
  may: Permission | 'anyone' | 'signed in' | 'own' | 'of the tenant' | 'owner' | 'platform' | 'service';
  /** The permission has to be held on every website, not on one only. */
  allWebsites?: true;
  /** It needs a confirmed address as well. */
  confirmed?: true;
  /** It tells what is public about another tenant, what a person may know of other tenants of theirs, or more of their own than they see. */
  reveals?: 'what is published' | 'own tenants' | 'own invitations' | 'the whole tenant';
  /** What else may come of it (reasons of docs/errors.md) to somebody who may call it. */
  refuses?: string[];
  /** Whoever calls it is gone afterwards: whoever is needed least tries whether it works. */
  leaves?: true;
  /** It answers what others refuse, because what an attempt costs must last. */
  answers?: true;
  /** Its owner may call it while the tenant is suspended. */
  suspended?: true;
  /** It may answer nothing to somebody who may call it. */
  silent?: true;
  /** Arguments by name. None: it is about no tenant's rows. */
  call?(target: Target): Record<string, unknown>;
  /** It is a computed field of this table. */
  fieldOf?: string;
};

const live = (row: Record<string, unknown>) => row.is_live === true;
const older = (row: Record<string, unknown>) => row.is_live === false;
const about = (row: Record<string, unknown>) => row.slug === '/about';
const hero = (row: Record<string, unknown>) => row.type === 'hero';
const pending = (row: Record<string, unknown>) => row.status === 'pending';
const second = (row: Record<string, unknown>) => row.is_primary === false;
const colleague = (row: Record<string, unknown>) => row.role === 'editor';

export const functions: Record<string, Fn> = {
  // identity and tenancy
  me: { grant: ['signed in', 'service'], may: 'signed in', silent: true },
  add_email: { grant: ['signed in'], may: 'signed in', call: () => ({ email: 'one-more@people.test' }) },
  make_email_primary: { grant: ['signed in'], may: 'own', call: (t) => ({ email: t.id('user_emails', second) }) },
  remove_email: { grant: ['signed in'], may: 'own', call: (t) => ({ email: t.id('user_emails', second) }) },
  my_tenants: { grant: ['signed in'], may: 'signed in', silent: true, reveals: 'own tenants' },
  set_active_tenant: { grant: ['signed in'], may: 'of the tenant', call: (t) => ({ tenant: t.tenant }) },
  create_tenant: { grant: ['signed in'], may: 'signed in', call: () => ({ name: 'One more' }) },
  offboard_tenant: { grant: ['signed in'], may: 'tenant.delete', allWebsites: true, call: (t) => ({ tenant: t.tenant }), refuses: ['status_transition'] },
  cancel_offboarding: { grant: ['signed in'], may: 'owner', suspended: true, call: (t) => ({ tenant: t.tenant }) },
  export_tenant: { grant: ['signed in'], may: 'owner', suspended: true, reveals: 'the whole tenant', call: (t) => ({ tenant: t.tenant }) },
  transfer_ownership: { grant: ['signed in'], may: 'owner', call: (t) => ({ tenant: t.tenant, member: t.id('tenant_members', colleague) }) },
  leave_tenant: { grant: ['signed in'], may: 'of the tenant', refuses: ['one_owner'], leaves: true, call: (t) => ({ tenant: t.tenant }) },
  create_invitation: { grant: ['signed in'], may: 'member.manage', confirmed: true, call: (t) => ({ email: 'new@people.test', role: 'viewer', website: t.id('websites') }) },
  revoke_invitation: { grant: ['signed in'], may: 'member.manage', call: (t) => ({ invitation: t.id('invitations', pending) }) },
  accept_invitation: { grant: ['signed in'], may: 'signed in', answers: true, call: () => ({ token: 'a guess' }) },
  my_invitations: { grant: ['signed in'], may: 'signed in', silent: true, reveals: 'own invitations' },
  tenant_usage: { grant: ['signed in', 'service'], may: 'tenant.read', allWebsites: true, call: (t) => ({ tenant: t.tenant }) },
  get_tenant_storage_mb: { grant: ['signed in', 'service'], may: 'tenant.read', allWebsites: true, call: (t) => ({ tid: t.tenant }) },
  reconcile_usage: { grant: ['signed in'], may: 'owner', call: (t) => ({ tenant: t.tenant }) },

  // platform administration
  suspend_tenant: { grant: ['platform'], may: 'platform', call: (t) => ({ tenant: t.tenant }) },
  restore_tenant: { grant: ['platform'], may: 'platform', call: (t) => ({ tenant: t.tenant }) },
  disable_user: { grant: ['platform'], may: 'platform', call: (t) => ({ person: t.person }) },
  enable_user: { grant: ['platform'], may: 'platform', call: (t) => ({ person: t.person }) },
  set_platform_role: { grant: ['platform'], may: 'platform', call: (t) => ({ person: t.person, role: 'member' }) },
  admin_overview: { grant: ['platform'], may: 'platform', call: () => ({}) },
  tenants_by_status: { grant: ['platform'], may: 'platform', call: () => ({}) },
  growth_per_day: { grant: ['platform'], may: 'platform', call: () => ({ days: 3 }) },

  // websites
  create_website: { grant: ['signed in'], may: 'website.create', allWebsites: true, call: () => ({ name: 'Another site' }) },
  archive_website: { grant: ['signed in'], may: 'website.archive', call: (t) => ({ website: t.id('websites') }) },
  restore_website: { grant: ['signed in'], may: 'website.archive', call: (t) => ({ website: t.id('websites') }) },
  suspend_website: { grant: ['platform'], may: 'platform', call: (t) => ({ tenant: t.tenant, website: t.id('websites') }) },
  unsuspend_website: { grant: ['platform'], may: 'platform', call: (t) => ({ tenant: t.tenant, website: t.id('websites') }) },
  set_home_page: { grant: ['signed in'], may: 'content.write', call: (t) => ({ page: t.id('pages', about) }) },
  set_page_password: { grant: ['signed in'], may: 'site.publish', call: (t) => ({ page: t.id('pages', about) }) },
  move_component: { grant: ['signed in'], may: 'content.write', call: (t) => ({ component: t.id('components', hero) }) },
  save_page_version: { grant: ['signed in'], may: 'content.write', call: (t) => ({ page: t.id('pages') }) },
  restore_page_version: { grant: ['signed in'], may: 'content.write', call: (t) => ({ version: t.id('page_versions') }) },
  publish_website: { grant: ['signed in'], may: 'site.publish', confirmed: true, call: (t) => ({ website: t.id('websites') }) },
  cancel_publication: { grant: ['signed in'], may: 'site.publish', call: (t) => ({ website: t.id('websites') }) },
  create_preview_link: { grant: ['signed in'], may: 'content.write', confirmed: true, call: (t) => ({ website: t.id('websites') }) },
  preview_page: { grant: ['anyone', 'service'], may: 'anyone', answers: true, call: (t) => ({ host: t.host, path: '/', token: 'a guess' }) },
  rollback_website: { grant: ['signed in'], may: 'site.publish', confirmed: true, call: (t) => ({ deployment: t.id('deployments', older) }) },
  diff_deployments: { grant: ['signed in', 'service'], may: 'content.read', call: (t) => ({ a: t.id('deployments', older), b: t.id('deployments', live) }) },
  snapshot_json: { grant: ['signed in', 'service'], may: 'content.read', fieldOf: 'deployments' },
  add_domain: { grant: ['signed in'], may: 'domain.manage', refuses: ['taken', 'rate_limited'], call: (t) => ({ website: t.id('websites'), domain: 'www.new.test' }) },
  begin_domain_check: { grant: ['signed in'], may: 'domain.manage', refuses: ['rate_limited'], call: (t) => ({ website: t.id('websites') }) },
  remove_domain: { grant: ['signed in'], may: 'domain.manage', call: (t) => ({ website: t.id('websites') }) },
  due_domain_checks: { grant: ['service'], may: 'service', call: () => ({ most: 1 }) },
  record_domain_check: { grant: ['service'], may: 'service', call: (t) => ({ tenant: t.tenant, verification: t.id('domain_verifications'), cnames: '{}' }) },
  record_domain_certificate: { grant: ['service'], may: 'service', call: (t) => ({ tenant: t.tenant, verification: t.id('domain_verifications'), provisioned: false }) },
  reserve_asset: { grant: ['signed in'], may: 'content.write', call: (t) => ({ filename: 'a.png', bytes: 1, type: 'image/png', website: t.id('websites') }) },
  complete_asset: { grant: ['service'], may: 'service', call: () => ({ notification: '{}' }) },
  delete_asset: { grant: ['signed in'], may: 'content.write', call: (t) => ({ asset: t.id('assets'), force: true }) },
  used_in_websites: { grant: ['signed in', 'service'], may: 'content.read', fieldOf: 'assets' },
  order_key_between: { grant: ['signed in', 'service'], may: 'anyone', call: () => ({ a: null, b: null }) },
  live_page: { grant: ['anyone', 'service'], may: 'anyone', reveals: 'what is published', call: (t) => ({ host: t.host, path: '/' }) },
  track_page_view: { grant: ['anyone', 'service'], may: 'anyone', silent: true, call: (t) => ({ host: t.host, path: '/' }) },
  track_page_views: { grant: ['service'], may: 'service', call: () => ({ events: [{}] }) },
  website_analytics: { grant: ['signed in'], may: 'analytics.read', call: (t) => ({ website: t.id('websites') }) },
  get_total_page_views: { grant: ['signed in'], may: 'analytics.read', allWebsites: true, call: (t) => ({ tid: t.tenant, since: '2026-01-01' }) },
  unlock_page: { grant: ['anyone', 'service'], may: 'anyone', reveals: 'what is published', call: (t) => ({ host: t.host, path: '/about', password: 'wrong' }) },
  begin_ai_action: { grant: ['signed in'], may: 'ai.use', call: (t) => ({ action: 'suggest_copy', website: t.id('websites') }) },
  finish_ai_action: { grant: ['service'], may: 'service', call: (t) => ({ tenant: t.tenant, action: t.id('ai_usage_log'), status: 'success' }) },
  apply_ai_action: { grant: ['signed in'], may: 'content.write', call: (t) => ({ action: t.id('ai_usage_log'), result: { component: t.id('components', hero), props: {} } }) },
  get_monthly_ai_credits: { grant: ['signed in', 'service'], may: 'ai.use', allWebsites: true, silent: true, call: (t) => ({ tid: t.tenant }) },

  // billing
  consume_credits: { grant: ['signed in'], may: 'signed in', refuses: ['forbidden', 'no_tenant', 'tenant_suspended', 'key_reused'], call: () => ({ amount: 1, description: 'a use', idempotency_key: 'a key' }) },
  credit_balance: { grant: ['signed in'], may: 'signed in', refuses: ['forbidden', 'no_tenant', 'tenant_suspended'], call: () => ({}) },
  set_credit_limit: { grant: ['signed in'], may: 'member.manage', allWebsites: true, refuses: ['own_membership'], call: (t) => ({ person: t.person, credit_limit: 5 }) },
  grant_credits: { grant: ['platform'], may: 'platform', call: (t) => ({ tenant: t.tenant, amount: 5 }) },
  reconcile_credits: { grant: ['platform'], may: 'platform', call: (t) => ({ tenant: t.tenant }) },
  ingest_webhook: { grant: ['service'], may: 'service', call: () => ({ provider: 'nobody', event_id: 'evt_new', type: 't', occurred_at: '2026-01-01', payload: {} }) },
  link_customer: { grant: ['service'], may: 'service', refuses: ['customer_linked'], call: (t) => ({ provider: 'doku', customer_id: 'cus_new', tenant: t.tenant }) },
  begin_checkout: { grant: ['signed in'], may: 'billing.manage', call: () => ({ price: 'price_one' }) },
  begin_billing_portal: { grant: ['signed in'], may: 'billing.manage', call: () => ({}) },
  replay_webhook: { grant: ['platform', 'service'], may: 'platform', call: () => ({ event: '00000000-0000-4000-8000-00000000e001' }) },
  failing_webhooks: { grant: ['platform'], may: 'platform', silent: true },
  create_order: { grant: ['signed in'], may: 'billing.manage', call: () => ({ provider: 'midtrans', price: '00000000-0000-4000-8000-00000000e002' }) },
  update_subscription_status: { grant: ['service'], may: 'service', refuses: ['subscription_ambiguous'], call: (t) => ({ p_user_id: t.person, p_status: 'active', p_subscription_id: null }) },
  begin_onboarding: { grant: ['signed in'], may: 'billing.manage', call: () => ({}) },

  // operations
  join_waitlist: { grant: ['anyone', 'service'], may: 'anyone', call: () => ({ email: 'somebody@waits.test' }) },
  run_maintenance: { grant: ['service'], may: 'service', call: () => ({}) },
  waiting_outbox: { grant: ['service'], may: 'service', silent: true, call: () => ({}) },
  claim_outbox: { grant: ['service'], may: 'service', silent: true, call: () => ({ kind: 'a_test' }) },
  finish_outbox: { grant: ['service'], may: 'service', call: () => ({ id: 0, attempt: 1 }) },
  failed_effects: { grant: ['platform'], may: 'platform', silent: true, call: () => ({}) },
  retry_effect: { grant: ['platform'], may: 'platform', refuses: ['not_found'], call: () => ({ effect: 1_000_000 }) },
  consume_rate_limit: { grant: ['service'], may: 'service', call: () => ({ key: 'a test', capacity: 1, refill_per_second: 1 }) },
};

/** GraphQL root fields that belong to no table and no function. */
export const otherFields = ['node'];

/**
 * Functions in `private` that clients may call because policies, the request hook or public functions do. The body behind a
 * public function has its name and its grants, and needs no line here.
 */
export const privateFunctions: Record<string, Fn['grant']> = {
  // the request
  begin_request: ['anyone', 'service'],
  request_settings: ['anyone', 'service'],
  client_address: ['anyone', 'service'],
  uid: ['anyone', 'service'],
  tenant_id: ['anyone', 'service'],
  can: ['anyone', 'service'],
  can_on: ['anyone', 'service'],
  all_websites: ['anyone', 'service'],
  website_scope: ['anyone', 'service'],
  is_platform_admin: ['signed in', 'service'],
  fail: ['anyone', 'service'],
  // behind live_page, unlock_page and preview_page
  visit: ['anyone', 'service'],
  preview: ['anyone', 'service'],
  schedule_publication: ['signed in'],
  // behind analytics
  open_analytics: ['signed in'],
  record_page_events: ['service'],
  // constraints
  plain_numbers: ['signed in', 'service'],
  // called by triggers and functions that run as the client
  check_member_change: ['signed in'],
  check_role_change: ['signed in'],
  lock_page: ['signed in'],
  // called by functions for platform admins
  require_platform_admin: ['platform'],
  // operators
  ensure_partitions: ['service'],
  expire_invitations: ['service'],
  setting: ['service'],
};
