import { hasHeading, renderBlock, type Block, type Link } from './blocks.ts';
import { brand, type Brand } from './brand.ts';
import { escape, html, Html } from './html.ts';
import { icon } from './icons.ts';
import { list, object, text, type Props } from './props.ts';
import { colour, href, name, path, src } from './safe.ts';
import { style } from './style.ts';
import { scriptAddress } from './track.ts';

/** What `live_page` says about a site and one of its pages, as it was published. */
export type Site = Props;
export type Page = Props;

/** A finished document: its markup, its stylesheet, which the response's policy names by its hash, and whether visits to it are counted. */
export type Document = { body: string; css: string; counted: boolean };

/** `private`: nobody else finds this answer by its address. `preview`: it is the draft, and says so. */
type Visit = { origin: string; path: string; private: boolean; preview?: boolean };

const localeOf = (site: Site): string => {
  try {
    return Intl.getCanonicalLocales(text(site.locale).replace('_', '-'))[0] ?? 'en';
  } catch {
    return 'en';
  }
};

const navigationOf = (site: Site): Link[] =>
  list(site.navigation)
    .map((entry) => ({ label: text(entry.label), href: href(entry.href) }))
    .filter((entry) => entry.label && entry.href);

const logoOf = (site: Site): { logo: string; logoAlt: string } => {
  const logo = object(object(site.branding).logo);
  return { logo: src(logo.url), logoAlt: text(logo.alt) };
};

const siteOf = (site: Site): Block['site'] => ({
  name: text(site.name) || 'Home',
  ...logoOf(site),
  home: '/',
  locale: localeOf(site),
  navigation: navigationOf(site),
});

const whole = (address: string, origin: string): string => (address.startsWith('/') ? origin + address : address);

/** Without an icon of its own a site gets its initial on its colour, so that no browser asks for one that is not there. */
const favicon = (site: Site, theme: Brand): Html => {
  const own = src(site.favicon);
  if (own) return html`<link rel="icon" href="${own}">`;
  const initial = escape([...(text(site.name) || '·')][0]!.toUpperCase());
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="${theme.primary}"/><text x="32" y="45" font-family="system-ui,sans-serif" font-size="36" font-weight="700" text-anchor="middle" fill="#fff">${initial}</text></svg>`;
  return html`<link rel="icon" href="${`data:image/svg+xml,${encodeURIComponent(drawing)}`}">`;
};

const meta = (key: 'name' | 'property', term: string, content: string): Html | undefined =>
  content ? html`<meta ${new Html(key)}="${term}" content="${content}">` : undefined;

const titleOf = (site: Site, page: Page, seo: Props): string => {
  const template = text(object(site.seoDefaults).title_template);
  const siteName = text(site.name);
  const own = text(seo.title);
  if (own) return own;
  if (template.includes('%s')) return template.replace('%s', () => text(page.title));
  if (page.is_home === true || !text(page.title)) return siteName || text(page.title);
  return siteName ? `${text(page.title)} – ${siteName}` : text(page.title);
};

const head = (site: Site, page: Page, visit: Visit): Html => {
  const seo = object(page.seo_meta);
  const defaults = object(site.seoDefaults);
  const title = titleOf(site, page, seo);
  const description = text(seo.description) || text(defaults.description);
  const image = src(seo.og_image) || src(defaults.og_image);
  const chosen = src(seo.canonical_url);
  const canonical = whole(chosen || path(page.slug) || visit.path, visit.origin);
  const robots = [(seo.no_index === true || visit.private) && 'noindex', seo.no_follow === true && 'nofollow'].filter(Boolean);
  const data = object(seo.structured_data);
  return html`<title>${title}</title>
    ${meta('name', 'description', description)}
    ${meta('name', 'robots', robots.join(', '))}
    <link rel="canonical" href="${canonical}">
    ${meta('property', 'og:title', text(seo.og_title) || title)}
    ${meta('property', 'og:description', text(seo.og_description) || description)}
    ${meta('property', 'og:type', name(seo.og_type) || 'website')}
    ${meta('property', 'og:url', canonical)}
    ${meta('property', 'og:site_name', text(site.name))}
    ${image && meta('property', 'og:image', whole(image, visit.origin))}
    ${meta('name', 'twitter:card', name(seo.twitter_card) || (image ? 'summary_large_image' : 'summary'))}
    ${
      Object.keys(data).length > 0 &&
      new Html(
        `<script type="application/ld+json">${JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}</script>`,
      )
    }`;
};

const rtl = new Set(['ar', 'he', 'fa', 'ur', 'yi', 'ps', 'ckb', 'dv']);

/** The frame of every document that is sent: head, skip link, landmarks. */
const frame = (
  site: Site,
  theme: Brand,
  rules: string[],
  parts: { head: Html; header: Html[]; main: Value; footer: Html[]; note?: Html; counted?: boolean },
): Document => {
  const locale = localeOf(site);
  const css = theme.css + style + rules.join('');
  const body = html`<!doctype html>
<html lang="${locale}"${rtl.has(locale.split('-')[0]!) && html` dir="rtl"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="${theme.background}">
${parts.head}
${favicon(site, theme)}
<style>${new Html(css)}</style>
${parts.counted && html`<script src="${scriptAddress}" defer></script>`}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
${parts.header.length > 0 && html`<header>${parts.header}</header>`}
<main id="main" tabindex="-1">
${parts.main}
</main>
${parts.footer.length > 0 && html`<footer>${parts.footer}</footer>`}
${parts.note}
</body>
</html>`;
  return { body: body.text, css, counted: parts.counted === true };
};

type Value = Html | (Html | undefined)[];

/** The blocks that people look at more easily on a slightly different ground. */
const tinted = new Set(['testimonials', 'pricing', 'contact_form', 'stats', 'blog_grid']);

/** What a block stands on: a colour, the site's surface or background, or '' where it brings a ground of its own. */
const groundOf = (type: string, props: Props): string => {
  if (type === 'hero' || (type === 'cta' && props.style !== 'card')) return '';
  return colour(props.background_color) || (tinted.has(type) ? 'surface' : 'background');
};

/** A published page. */
export const renderPage = (site: Site, page: Page, visit: Visit): Document => {
  const config = object(page.page_config);
  const theme = brand(object(site.branding), config);
  const rules: string[] = [];
  const components = list(page.components)
    .filter((component) => component.is_visible !== false)
    .map((component) => ({ id: text(component.id), type: text(component.type), props: object(component.props) }));
  const isHeader = (type: string) => type === 'navbar';
  const isFooter = (type: string) => type === 'footer';
  const middle = components.filter(({ type }) => !isHeader(type) && !isFooter(type));
  const opened = middle[0] && hasHeading(middle[0].type, middle[0].props);

  const anchors = new Set<string>(['main']);
  const render = (component: (typeof components)[number], i: number, level: 1 | 2, overlaid: boolean): Html | undefined => {
    const id = `b${components.indexOf(component)}`;
    const wanted = name(component.props.anchor);
    const anchor = wanted && !anchors.has(wanted) && !/^b\d/.test(wanted) ? wanted : id;
    anchors.add(anchor);
    return renderBlock(component.type, component.props, {
      id,
      anchor,
      componentId: component.id,
      level,
      site: siteOf(site),
      page: { slug: path(page.slug) || visit.path, background: theme.background, private: visit.private },
      overlaid,
      css: (rule) => rules.push(rule),
    });
  };

  const bars = config.show_navbar === false ? [] : components.filter(({ type }) => isHeader(type));
  // A see-through bar lies over the hero below it; only the page's first bar can.
  const over = bars[0] && colour(bars[0].props.background_color) === 'transparent' && middle[0]?.type === 'hero';
  const header = bars.map((bar, i) => render(bar, i, 2, Boolean(over) && i === 0)).filter((part) => part !== undefined);
  const main = middle.map((component, i) => render(component, i, opened && i === 0 ? 1 : 2, Boolean(over) && i === 0));
  const footer = (config.show_footer === false ? [] : components.filter(({ type }) => isFooter(type)))
    .map((component, i) => render(component, i, 2, false))
    .filter((part) => part !== undefined);

  let ground = '';
  for (const component of middle) {
    const rule = `.block.b${components.indexOf(component)}`;
    const before = ground;
    ground = groundOf(component.type, component.props);
    if (ground === 'surface') rules.push(`${rule}{--bg:var(--surface)}`);
    // Two neighbours on the same ground need only one space between them.
    if (ground && ground === before) rules.push(`${rule}{padding-top:0}`);
  }
  return frame(site, theme, rules, {
    head: head(site, page, visit),
    header,
    main: opened ? main : [html`<h1 class="unseen">${text(page.title) || text(site.name)}</h1>`, ...main],
    footer,
    note: visit.preview
      ? html`<aside class="preview" aria-label="Preview"><p>${icon('eye')}<span>Preview: not published yet</span></p><a href="?preview=">Leave</a></aside>`
      : undefined,
    counted: site.analytics === true && !visit.preview,
  });
};

/** A page that says something about the request instead of the site: not found, a password, out of order. */
const notice = (site: Site, title: string, content: Html): Document => {
  const known = text(site.name) !== '';
  const theme = brand(object(site.branding), {});
  const rules: string[] = [];
  const { logo, logoAlt } = logoOf(site);
  const bar = known
    ? renderBlock(
        'navbar',
        { logo: { url: logo, alt: logoAlt } },
        {
          id: 'b0',
          anchor: 'b0',
          componentId: '',
          level: 2,
          site: siteOf(site),
          page: { slug: '', background: theme.background, private: false },
          overlaid: false,
          css: (rule) => rules.push(rule),
        },
      )
    : undefined;
  return frame(site, theme, rules, {
    head: html`<title>${title}${known && ` – ${text(site.name)}`}</title><meta name="robots" content="noindex">`,
    header: bar ? [bar] : [],
    main: html`<div class="notice"><div>${content}</div></div>`,
    footer: [],
  });
};

export const notFoundPage = (site: Site): Document =>
  notice(
    site,
    'Page not found',
    html`<p class="code" aria-hidden="true">404</p><h1>There is nothing here</h1>
    <p>The page may have moved, or the address may have a typing mistake in it.</p>
    ${text(site.name) && html`<a class="button" href="/">Go to the first page</a>`}`,
  );

export const suspendedPage = (): Document =>
  notice(
    {},
    'Site suspended',
    html`<p class="lock">${icon('lock')}</p><h1>This site is suspended</h1><p>If it is yours, sign in to see why.</p>`,
  );

export const previewOverPage = (address: string): Document =>
  notice(
    {},
    'Preview ended',
    html`<p class="lock">${icon('eye')}</p><h1>This preview has ended</h1>
    <p>Whoever sent you the link can make a new one.</p><a class="button" href="${encodeURI(address)}">See what is published</a>`,
  );

export const failurePage = (): Document =>
  notice(
    {},
    'Out of reach',
    html`<p class="lock">${icon('alert')}</p><h1>This page is out of reach just now</h1><p>Please try again in a moment.</p>`,
  );

/** Asks for a page's password. `problem` says what came of the last try. */
export const passwordPage = (site: Site, address: string, problem?: string): Document =>
  notice(
    site,
    'Password needed',
    html`<p class="lock">${icon('lock')}</p><h1>This page has a password</h1><p>Whoever sent you here can tell you what it is.</p>
    <form method="post" action="${encodeURI(address)}">
      ${problem && html`<p class="error" role="alert" id="problem">${problem}</p>`}
      <input name="page" value="${address}" autocomplete="username" readonly hidden>
      <p class="field"><label for="password">Password</label>
      <input type="password" id="password" name="password" required maxlength="200" autocomplete="current-password"${problem && html` aria-describedby="problem" aria-invalid="true"`}></p>
      <button class="button" type="submit">Open the page</button>
    </form>`,
  );

/** The inside of a custom HTML block, for the frame it is shown in; nothing where the page has no such block. */
export const renderFrame = (site: Site, page: Page, componentId: string): string | undefined => {
  const component = list(page.components).find(
    (entry) => entry.type === 'custom_html' && entry.is_visible !== false && text(entry.id) === componentId,
  );
  if (!component || !componentId) return undefined;
  const props = object(component.props);
  return html`<!doctype html><html lang="${localeOf(site)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${
    text(props.title) || 'Embedded content'
  }</title></head><body>${new Html(text(props.html))}</body></html>`.text;
};

export const sitemap = (site: Site, origin: string): string => {
  const pages = navigationOf(site).filter((entry) => path(entry.href));
  const places = [...new Set(['/', ...pages.map((entry) => entry.href)])];
  return html`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${places.map((place) => html`<url><loc>${origin + place}</loc></url>`)}</urlset>
`.text;
};
