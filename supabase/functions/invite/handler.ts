// Invites somebody and sends them the link (T8). Who may invite whom, and how many messages that may make, is decided in the
// database, which is asked as the caller. The token is in the message and nowhere else: a message that can't be sent is not
// kept for later, because inviting again makes a new one.
import { answering, asCaller, type Env as Api, json, parseObject, readBody, Refusal, rpc } from '../_shared/http.ts';
import { canMail, escapeHtml, type MailEnv, quoted, sendMail } from '../_shared/mail.ts';

export type Env = Api &
  MailEnv & {
    /** The page of your app that the link leads to. */
    INVITATION_PAGE?: string;
  };

type Invitation = { id: string; email: string; role: string; expires_at: string };
type Names = { tenants: { name: string }; websites: { name: string } | null; users: { full_name: string | null } | null };

export const handle = (request: Request, env: Env): Promise<Response> =>
  answering(request, async () => {
    if (!canMail(env) || !env.INVITATION_PAGE)
      throw new Refusal(503, 'Mail is not set up here', 'create_invitation answers the token, for a message of your own.', 'not_configured');
    const asked = parseObject(await readBody(request, 10_000));
    const args = ['email', 'role', 'website', 'custom_role', 'credit_limit'].filter((name) => asked[name] !== undefined);
    const caller = asCaller(request, env);
    const { invitation, token } = await rpc<{ invitation: Invitation; token: string }>(env, caller, 'create_invitation', {
      ...Object.fromEntries(args.map((name) => [name, asked[name]])),
    });
    const link = linkTo(env.INVITATION_PAGE, token);
    try {
      await sendMail(env, { to: invitation.email, ...message(invitation, await namesOf(env, caller, invitation.id), link) });
      return json(200, { invitation, mailed: true });
    } catch (error) {
      console.error('invite:', (error as Error).message);
      // whoever invited may hand the link on; it is of use to the invited address alone
      return json(200, { invitation, mailed: false, link });
    }
  });

/** The token stands behind the #: no server on the way sees it or writes it down. */
function linkTo(page: string, token: string): string {
  const link = new URL(page);
  link.hash = new URLSearchParams({ token }).toString();
  return link.href;
}

async function namesOf(env: Env, caller: Record<string, string>, id: string): Promise<Names> {
  const select = 'tenants(name),websites(name),users!invitations_invited_by_fkey(full_name)';
  const response = await fetch(`${env.SUPABASE_URL}/rest/v1/invitations?id=eq.${id}&select=${select}`, {
    headers: { ...caller, accept: 'application/vnd.pgrst.object+json' },
    signal: AbortSignal.timeout(15_000),
  });
  if (!response.ok) throw new Error(`invitations answered ${response.status}`);
  return (await response.json()) as Names;
}

/** Names are whatever people of the tenant like: they are marked as such, kept short, and never become a link. */
export function message({ email, role, expires_at }: Omit<Invitation, 'id'>, { tenants, websites, users }: Names, link: string) {
  const tenant = quoted(tenants.name);
  const who = users?.full_name ? `${quoted(users.full_name)} invites you` : 'You are invited';
  const what = websites ? `to work on the website ${quoted(websites.name)} of ${tenant}` : `to the team ${tenant}`;
  const until = new Date(expires_at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const lines = [
    `${who} ${what}${role === 'custom' ? '' : `, as ${role}`}.`,
    `To accept, sign in as ${email} and follow the link:`,
    link,
    `It works until ${until}, and for this address alone.`,
    'The names in quotation marks were chosen by whoever invites you. If you don’t know them, you need not do anything.',
  ];
  const html = lines.map((text) => {
    const safe = escapeHtml(text);
    return `<p>${text === link ? `<a href="${safe}">Accept the invitation</a>` : safe}</p>`;
  });
  return { subject: `Invitation ${what}`, text: `${lines.join('\n\n')}\n`, html: html.join('\n') };
}
