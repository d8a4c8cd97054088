// Escaping by default: a template's text is ours, every value put into it is escaped unless it is itself Html.

type Value = Html | string | number | boolean | null | undefined | Value[];

/** Markup that is safe to send. A class, because no value that comes out of JSON can pass for an instance of it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);

const show = (value: Value): string => {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(show).join('');
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number') return String(value);
  return '';
};

/** html`<p title="${title}">${text}</p>`; booleans, null and undefined show nothing, lists show their members. */
export const html = (parts: TemplateStringsArray, ...values: Value[]): Html =>
  new Html(parts.reduce((text, part, i) => text + show(values[i - 1]) + part));
