// A mail server of our own that keeps what it takes.
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll } from 'vitest';

export type Mail = { from: string; to: string[]; raw: string; header(name: string): string; body: string };

export type Mailbox = {
  url: string;
  mails: Mail[];
  /** What it answers to the recipient or the message instead of taking it. */
  trouble?: { at: 'recipient' | 'message'; status: number };
  /** How long it thinks about a message. */
  pause: number;
  stop(): Promise<void>;
};

export async function useMailbox(): Promise<Mailbox> {
  const refusal = (status: number) => Object.assign(new Error(`said ${status}`), { responseCode: status });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_, __, done) => done(box.trouble?.at === 'recipient' ? refusal(box.trouble.status) : undefined),
    onData(stream, { envelope }, done) {
      void text(stream).then(async (raw) => {
        if (box.pause) await new Promise((resolve) => setTimeout(resolve, box.pause));
        if (box.trouble?.at === 'message') return done(refusal(box.trouble.status));
        box.mails.push(read(raw, envelope));
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const box: Mailbox = {
    url: `smtp://localhost:${(server.server.address() as AddressInfo).port}`,
    mails: [],
    pause: 0,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  afterAll(box.stop);
  return box;
}

function read(raw: string, { mailFrom, rcptTo }: { mailFrom: false | { address: string }; rcptTo: { address: string }[] }): Mail {
  const [head = ''] = raw.split('\r\n\r\n', 1);
  const headers = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return {
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map(({ address }) => address),
    raw,
    header: (name) => headers.filter((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}: `)).map((each) => decoded(each.slice(name.length + 2))).join('\n'),
    body: unquoted(raw.slice(head.length + 4)),
  };
}

const bytes = (text: string) => Buffer.from(text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString();

/** Quoted-printable, soft line ends joined. */
const unquoted = (text: string) => bytes(text.replace(/=\r\n/g, ''));

/** Encoded words of a header. */
const decoded = (text: string) =>
  text.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([QB])\?(.*?)\?=/gi, (_, how: string, word: string) =>
    how.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString() : bytes(word.replaceAll('_', ' ')),
  );
