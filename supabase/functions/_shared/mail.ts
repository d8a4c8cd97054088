// Messages, handed to the SMTP server the settings name.
import net from 'node:net';
import nodemailer from 'nodemailer';

export type MailEnv = { SMTP_URL?: string; MAIL_FROM?: string };

export type Message = { to: string; subject: string; text: string; html?: string; messageId?: string };

// Whoever waits gets an answer, and a lease outlasts it.
const TIMEOUT = 20_000;

export const canMail = (env: MailEnv): boolean => Boolean(env.SMTP_URL && env.MAIL_FROM);

/** Resolves when the server has taken the message; what it takes twice has one Message-ID. */
export async function sendMail(env: MailEnv, { to, subject, text, html, messageId }: Message): Promise<void> {
  const transport = nodemailer.createTransport({
    url: env.SMTP_URL!,
    // nodemailer would resolve the name itself, and so need the right to reach any address
    getSocket({ host, port, secure }, done) {
      const connection = net.connect(Number(port) || (secure ? 465 : 587), host);
      connection.setTimeout(TIMEOUT / 2, () => connection.destroy(new Error('The mail server does not answer')));
      connection.once('error', done).once('connect', () => {
        connection.off('error', done).removeAllListeners('timeout');
        done(null, { connection });
      });
    },
    connectionTimeout: TIMEOUT / 2,
    greetingTimeout: TIMEOUT / 2,
    socketTimeout: TIMEOUT / 2,
    // nothing of a message names files or addresses to fetch
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The mail server took too long')), TIMEOUT);
  });
  try {
    // an address as an object: nodemailer would read a string as a list, with names in it
    const message = { from: env.MAIL_FROM!, to: { name: '', address: to }, subject: line(subject), text, html, messageId };
    await Promise.race([transport.sendMail({ ...message, headers: { 'Auto-Submitted': 'auto-generated' } }), late]);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

/** Text on one line, without what steers terminals and writing directions: a header can't end in the middle of it. */
export const line = (text: string): string => text.replace(/\p{Cf}+/gu, '').replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();

/** A name that others have chosen: short, on one line, and nothing in it becomes a link. */
export function quoted(name: string, longest = 60): string {
  const plain = [...line(name)];
  const short = plain.length > longest ? `${plain.slice(0, longest - 1).join('').trimEnd()}…` : plain.join('');
  return `“${short.replace(/[.:/@](?=\S)/g, '$&\u2060')}”`;
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
