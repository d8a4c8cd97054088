// What edge functions may be told by the environment, and whom they may talk to. docs/edge-functions.md explains each.

/** The address of a service ends in _URL: functions may reach that host too. */
export const settingNames = [
  'COUNTRY_HEADER',
  'APP_ORIGINS',
  'INVITATION_PAGE',
  'SMTP_URL',
  'MAIL_FROM',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRETS',
  'STRIPE_API_URL',
  'STRIPE_TIMEOUT',
  'MIDTRANS_SERVER_KEYS',
  'DOKU_CLIENT_ID',
  'DOKU_SECRET_KEYS',
  'DOKU_NOTIFICATION_PATH',
  'CLOUDINARY_URL',
  'DNS_URL',
  'DNS_TIMEOUT',
  'CLOUDINARY_NOTIFICATION_URL',
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_API_URL',
  'AI_MODEL',
  'AI_TIMEOUT',
  'AI_INPUT_PRICE',
  'AI_OUTPUT_PRICE',
];

/** Services where they are at home. */
export const hosts = ['api.stripe.com:443', 'api.cloudinary.com:443', 'cloudflare-dns.com:443', 'api.anthropic.com:443'];
