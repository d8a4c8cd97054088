// Where a name leads, asked over HTTPS (RFC 8484): the one way that works wherever functions run, and tells a name that is
// not there from a server that does not answer, which Deno.resolveDns and node:dns in Deno do not.

export type Found = { cnames: string[]; error: string | null };
type Settings = { url?: string; timeout?: number };

const TYPE = { CNAME: 5, SOA: 6 };
/** Every other answer means that the server asked could not help. */
const CODES: Record<number, string> = { 0: 'NOERROR', 3: 'NXDOMAIN', 5: 'REFUSED' };
const MOST_NAMES = 8;

/** Follows the CNAMEs of a name until one is the target, or there are no more. */
export async function lookUp(domain: string, target: string, settings: Settings): Promise<Found> {
  const cnames: string[] = [];
  const wanted = canonical(target);
  for (let name = domain; ; ) {
    const { code, records } = await ask(name, TYPE.CNAME, settings);
    const next = records.find((record) => record.type === TYPE.CNAME && record.name === canonical(name))?.target;
    if (next === undefined) {
      // a name that leads somewhere leads there, whether or not there is anything
      if (code === 'NOERROR' || (code === 'NXDOMAIN' && cnames.length > 0)) {
        return { cnames, error: cnames.length === 0 && (await isApex(domain, settings)) ? APEX : null };
      }
      return { cnames, error: code };
    }
    if (cnames.includes(next) || next === canonical(domain)) return { cnames, error: 'The CNAMEs lead in a circle' };
    if (cnames.length === MOST_NAMES) return { cnames, error: 'The CNAMEs lead on and on' };
    cnames.push(next);
    if (next === wanted) return { cnames, error: null };
    name = next;
  }
}

const APEX = 'No CNAME: the name begins a zone, and can have none; use www or another name below it';

async function isApex(domain: string, settings: Settings): Promise<boolean> {
  const { records } = await ask(domain, TYPE.SOA, settings);
  return records.some((record) => record.type === TYPE.SOA && record.name === canonical(domain));
}

const canonical = (name: string) => name.toLowerCase().replace(/\.$/, '');

type Answer = { code: string; records: Resource[] };
type Resource = { name: string; type: number; target?: string };

async function ask(name: string, type: number, { url = 'https://cloudflare-dns.com/dns-query', timeout = 4000 }: Settings): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/dns-message', accept: 'application/dns-message' },
      body: question(name, type),
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return { code: 'SERVFAIL', records: [] };
    }
    return parse(await response.arrayBuffer());
  } catch (error) {
    // whoever is to blame, it was not the domain's DNS that said anything
    return { code: (error as Error).name === 'TimeoutError' ? 'TIMEOUT' : 'SERVFAIL', records: [] };
  }
}

function question(name: string, type: number): Uint8Array<ArrayBuffer> {
  const labels = canonical(name).split('.').flatMap((label) => [label.length, ...new TextEncoder().encode(label)]);
  // no id, recursion desired, one question; of the class of the Internet
  return new Uint8Array([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, type, 0, 1]);
}

/** What lies beyond the end of a message makes DataView throw. */
function parse(message: ArrayBuffer): Answer {
  const view = new DataView(message);
  const flags = view.getUint16(2);
  if (flags >> 15 === 0) throw new Error('not an answer');
  let at = 12;

  const readName = (): string => {
    const labels: string[] = [];
    let end: number | undefined;
    // a pointer leads back, or the message is not one
    for (let left = 128; left > 0; left--) {
      const length = view.getUint8(at);
      if (length >= 0xc0) {
        end ??= at + 2;
        at = view.getUint16(at) & 0x3fff;
      } else if (length === 0) {
        at = end ?? at + 1;
        return labels.join('.').toLowerCase();
      } else {
        const label = new Uint8Array(message, at + 1, length);
        // a dot within a label is no dot between two
        labels.push(String.fromCharCode(...label).replace(/[^\w-]/g, '?'));
        at += length + 1;
      }
    }
    throw new Error('a name without end');
  };

  for (let questions = view.getUint16(4); questions > 0; questions--) {
    readName();
    at += 4;
  }
  const records: Resource[] = [];
  for (let answers = view.getUint16(6); answers > 0; answers--) {
    const name = readName();
    const type = view.getUint16(at);
    const end = at + 10 + view.getUint16(at + 8);
    at += 10;
    records.push({ name, type, ...(type === TYPE.CNAME && { target: readName() }) });
    at = end;
  }
  return { code: CODES[flags & 15] ?? 'SERVFAIL', records };
}
