// Reads a page the way we promise to write it, and throws at anything else: every tag lower case and closed in order, every
// attribute value in double quotes, no < that is not a tag's. What an author's text smuggled in can't pass as something else.

export type Element = { name: string; attributes: Record<string, string>; parent: Element | undefined; text: string };

const empty = new Set(['meta', 'link', 'img', 'input', 'br', 'hr']);
const token =
  /<!doctype html>|<\/([a-z][a-z0-9]*)>|<([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-z:-]+[a-zA-Z]*(?:="[^"<]*")?)*)\s*\/?>|([^<]+)/gy;
const attribute = /([a-z:-]+[a-zA-Z]*)(?:="([^"]*)")?/g;

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
export const decode = (text: string): string => text.replace(/&([a-z]+|#39);/g, (whole, name: string) => entities[name] ?? whole);

export function readHtml(source: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const found = token.exec(source);
    if (!found) throw new Error(`Not a tag of ours: ${source.slice(at, at + 120)}`);
    const [, closing, opening, rest = '', text] = found;
    if (text) for (const each of open) each.text += decode(text);
    if (closing) {
      const last = open.pop();
      if (last?.name !== closing) throw new Error(`</${closing}> closes <${last?.name}> before ${source.slice(at, at + 120)}`);
    }
    if (!opening) continue;
    const element: Element = { name: opening, attributes: {}, parent: open.at(-1), text: '' };
    for (const [, name, value = ''] of rest.matchAll(attribute)) {
      if (name! in element.attributes) throw new Error(`${name} twice on <${opening}>`);
      element.attributes[name!] = decode(value);
    }
    elements.push(element);
    if (opening === 'style' || opening === 'script') {
      // these two hold no markup: they end at the first thing that could end them
      const end = source.toLowerCase().indexOf(`</${opening}`, token.lastIndex);
      element.text = source.slice(token.lastIndex, end);
      token.lastIndex = end + opening.length + 3;
    } else if (!empty.has(opening) && !found[0].endsWith('/>')) open.push(element);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)!.name}> is not closed`);
  return elements;
}
