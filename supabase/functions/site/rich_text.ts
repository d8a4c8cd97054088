/// <reference path="./sanitize-html.d.ts" />
import sanitizeHtml from 'sanitize-html';
import { Html } from './html.ts';
import { href, isExternal, src } from './safe.ts';

const blocks = ['p', 'h2', 'h3', 'h4', 'ul', 'ol', 'li', 'blockquote', 'pre', 'hr', 'br', 'figure', 'figcaption', 'img'];
const inline = ['a', 'strong', 'b', 'em', 'i', 'u', 's', 'small', 'sub', 'sup', 'mark', 'code', 'abbr', 'span', 'cite'];
const table = ['table', 'caption', 'thead', 'tbody', 'tr', 'th', 'td'];

/** An author's HTML with nothing left in it that could act: text, structure, links and pictures only. */
export const richText = (source: string): Html =>
  new Html(
    sanitizeHtml(source, {
      allowedTags: [...blocks, ...inline, ...table],
      allowedAttributes: {
        a: ['href', 'rel'],
        img: ['src', 'alt', 'width', 'height', 'loading'],
        abbr: ['title'],
        ol: ['start'],
        th: ['scope', 'colspan', 'rowspan'],
        td: ['colspan', 'rowspan'],
      },
      disallowedTagsMode: 'discard',
      exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !attribs.src,
      nestingLimit: 40,
      transformTags: {
        // The page has its own first heading.
        h1: (_, attribs) => ({ tagName: 'h2', attribs }),
        a: (tagName, attribs) => {
          const address = href(attribs.href);
          return { tagName, attribs: address ? { href: address, ...(isExternal(address) && { rel: 'noopener' }) } : {} };
        },
        img: (tagName, { src: address, alt = '', width = '', height = '' }) => ({
          tagName,
          attribs: {
            src: src(address),
            alt,
            ...(/^\d{1,4}$/.test(width) && { width }),
            ...(/^\d{1,4}$/.test(height) && { height }),
            loading: 'lazy',
          },
        }),
      },
    }),
  );
