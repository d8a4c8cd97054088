// The part of sanitize-html that rich_text.ts uses.
declare module 'sanitize-html' {
  type Attributes = Record<string, string>;
  interface Options {
    allowedTags: string[];
    allowedAttributes: Record<string, string[]>;
    disallowedTagsMode: 'discard';
    exclusiveFilter: (element: { tag: string; attribs: Attributes }) => boolean;
    nestingLimit: number;
    transformTags: Record<string, (tag: string, attributes: Attributes) => { tagName: string; attribs: Attributes }>;
  }
  export default function sanitizeHtml(html: string, options: Options): string;
}
