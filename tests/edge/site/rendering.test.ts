// R1: what a published page looks like as markup, and that nothing an author writes becomes anything but content.
import { describe, expect, test } from 'vitest';
import { notFoundPage, passwordPage, renderFrame, renderPage, sitemap } from '../../../supabase/functions/site/document.ts';
import { useDatabase } from '../../run/database.ts';
import { withClient } from '../../../scripts/lib/migrate.ts';
import { pageOf, samples, site } from './component_samples.ts';
import { type Element, readHtml } from './read_html.ts';
import { scriptAddress } from '../../../supabase/functions/site/track.ts';

const types = Object.keys(samples);
const visit = { origin: 'https://pizza.example', path: '/', private: false };
const frames = [
  'https://www.youtube-nocookie.com/embed/',
  'https://player.vimeo.com/video/',
  'https://www.google.com/maps',
  'https://www.openstreetmap.org/export/embed.html?',
  '/?block=',
];

type Json = Record<string, unknown>;
const render = (components: Json[] | Json, given: Json = {}, options = {}) => {
  const page = Array.isArray(components) ? { ...pageOf(), components } : components;
  return renderPage({ ...site, ...given }, page, { ...visit, ...options });
};
const all = () => pageOf(...types);
const named = (elements: Element[], name: string) => elements.filter((each) => each.name === name);

/** What no page may hold, whatever its author wrote. */
function expectHarmless(body: string, css: string) {
  const found: string[] = [];
  const allow = (fine: boolean, what: string) => fine || found.push(what);
  const elements = readHtml(body);
  allow(!/url\(|@import|expression|<|x-bad|evil\.example/i.test(css), css);
  allow(named(elements, 'style').length === 1, 'style elements');
  for (const { name, attributes } of elements) {
    allow(!forbidden.has(name), name);
    if (name === 'script') allow(attributes.type === 'application/ld+json' || attributes.src === scriptAddress, 'script');
    if (name === 'iframe' && ('srcdoc' in attributes || attributes.src?.startsWith('/'))) {
      allow(attributes.sandbox === sandbox, 'a frame without sandbox');
    }
    for (const [key, value] of Object.entries(attributes)) {
      allow(!/^on|^style$|^formaction$|^srcset$|^ping$|^background$/.test(key), key);
      if (!['href', 'src', 'action'].includes(key)) continue;
      const what = `${name} ${key}=${value}`;
      if (name === 'script') continue;
      allow(!/[\s\\]/.test(value), what);
      if (key === 'action') allow(/^\/(?!\/)/.test(value), what);
      else if (name === 'iframe')
        allow(
          frames.some((start) => value.startsWith(start)),
          what,
        );
      else if (name === 'link') allow(/^(https?:\/\/|\/(?!\/)|data:image\/svg\+xml,%3Csvg)/.test(value), what);
      else if (name === 'img') allow(/^(https?:\/\/|\/(?!\/))/.test(value), what);
      else allow(name === 'a' && /^(https?:\/\/|mailto:|tel:|(?!\/\/)[^:]*([/?#].*)?$)/i.test(value), what);
    }
  }
  expect(found).toEqual([]);
}
const forbidden = new Set(['object', 'embed', 'base', 'applet', 'frame', 'portal', 'math', 'template', 'x']);
const sandbox = 'allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox';

/** Every place in a value that holds a string, with a copy of the whole in which it holds something else. */
function* replaced(value: unknown, by: unknown, put: (changed: unknown) => unknown = (changed) => changed): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [i, each] of value.entries()) yield* replaced(each, by, (changed) => put(value.with(i, changed)));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) yield* replaced(each, by, (changed) => put({ ...value, [key]: changed }));
  } else if (typeof by !== 'string' || typeof value === 'string') yield put(by);
}
const everywhere = (value: unknown, by: unknown): unknown => {
  if (Array.isArray(value)) return value.map((each) => everywhere(each, by));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, everywhere(each, by)]));
  }
  return typeof value === 'string' ? by : value;
};

const attacks = [
  '"><x-bad onload=alert(1)><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '</style><x-bad></title></script><script>alert(1)</script><!--',
  'javascript:alert(1)',
  ' JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  '//evil.example/x',
  '/\\evil.example',
  'https://evil.example/" onmouseover="alert(1)',
  '#fff;}body{background:url(https://evil.example)}',
  'red;}*{x:expression(alert(1))}',
  '{{constructor.constructor("alert(1)")()}}${alert(1)}',
];

describe('R1: hostile content', () => {
  test.each(types)('%s: nothing put into any one of its texts comes alive', (type) => {
    for (const attack of attacks) {
      for (const props of replaced(samples[type], attack)) {
        const { body, css } = render([{ id: 'c', type, props, is_visible: true }]);
        expectHarmless(body, css);
        const hidden = render([{ id: 'c', type, props, is_visible: true }], {}, { private: true });
        expectHarmless(hidden.body, hidden.css);
      }
    }
  });

  test.each(attacks)('a site, a page and all blocks that say nothing but %j', (attack) => {
    const page = everywhere(all(), attack) as Json & { components: Json[] };
    page.components.forEach((component, i) => Object.assign(component, { type: types[i] }));
    const { body, css } = renderPage(everywhere(site, attack) as Json, page, visit);
    expectHarmless(body, css);
    for (const notice of [
      notFoundPage(everywhere(site, attack) as Json),
      passwordPage(site, `/${attack.replace(/^\/+/, '')}`, attack),
    ]) {
      expectHarmless(notice.body, notice.css);
    }
  });

  test('the ids of blocks and pages are content too', () => {
    const { body, css } = render([{ id: '"><x-bad>', type: 'custom_html', props: samples.custom_html, is_visible: true }]);
    expectHarmless(body, css);
  });

  test.each(['null', '42', 'true', '[]', '{}', '[["x"]]', '{"toString": "x"}', '-1', '1e308'])(
    'a value of the wrong kind (%s) anywhere leaves the rest standing',
    (json) => {
      const wrong: unknown = JSON.parse(json);
      for (const type of types) {
        for (const props of replaced(samples[type], wrong)) {
          const { body, css } = render([{ id: 'c', type, props, is_visible: true }]);
          expectHarmless(body, css);
        }
      }
      for (const changed of replaced({ site, page: pageOf('hero') }, wrong)) {
        const { site: anySite, page } = changed as { site: Json; page: Json };
        readHtml(renderPage(anySite, page, visit).body);
      }
    },
  );

  test.each(['constructor', '__proto__', 'toString', 'script', '', 'unknown'])(
    'a block of no kind we know (%j) is left out',
    (type) => {
      const { body, css } = render([{ id: 'c', type, props: samples.hero, is_visible: true }]);
      expectHarmless(body, css);
      expect(body).not.toContain('Authentic');
    },
  );

  test('text shows as it was written', () => {
    const { body } = render([{ id: 'c', type: 'hero', props: { heading: 'Tom & "Jerry" <3 it’s' }, is_visible: true }]);
    expect(named(readHtml(body), 'h1').map((each) => each.text)).toEqual(['Tom & "Jerry" <3 it’s']);
  });

  test('rich text keeps structure and loses everything that could act', () => {
    const content = `<h1>Title</h1><p onclick="x()" style="color:red" class="a">Hi <a href="javascript:x">one</a> <a href="/two" target="_blank">two</a>
      <a href="https://other.example/">three</a></p><script>alert(1)</script><style>p{}</style><iframe src="https://evil.example"></iframe>
      <svg onload=alert(1)><p>in</p></svg><form action="/x"><input name="q"></form><img src="data:image/png;base64,x" alt="gone"><img src="https://a.example/b.png" alt="kept" onerror="x">`;
    const { body, css } = render([{ id: 'c', type: 'rich_text', props: { content }, is_visible: true }]);
    expectHarmless(body, css);
    const main = body.slice(body.indexOf('<main'), body.indexOf('</main>'));
    expect(main).toContain('<h2>Title</h2>');
    expect(main).toContain('<a>one</a>');
    expect(main).toContain('<a href="/two">two</a>');
    expect(main).toContain('<a href="https://other.example/" rel="noopener">three</a>');
    expect(main).toContain('<img src="https://a.example/b.png" alt="kept" loading="lazy" />');
    expect(main).not.toMatch(/script|onclick|style=|class="a"|iframe|svg|form|input|base64|gone/);
  });

  test('custom HTML stands in a frame without the site’s origin, and not in the page', () => {
    const { body } = render([{ id: 'c-1', type: 'custom_html', props: { html: '<b>mine</b>' }, is_visible: true }]);
    const [frame] = named(readHtml(body), 'iframe');
    expect(frame!.attributes).toMatchObject({ src: '/?block=c-1', sandbox, title: 'Embedded content' });
    expect(body).not.toContain('mine');
    expect(sandbox).not.toMatch(/allow-same-origin|allow-top-navigation|allow-modals/);
  });

  test('behind a password it is written into the frame, which has no address to give away', () => {
    const { body } = render(
      [{ id: 'c-1', type: 'custom_html', props: { html: '<b>"mine"</b>' }, is_visible: true }],
      {},
      { private: true },
    );
    const [frame] = named(readHtml(body), 'iframe');
    expect(frame!.attributes).toMatchObject({ srcdoc: '<b>"mine"</b>', sandbox });
    expect(frame!.attributes).not.toHaveProperty('src');
  });

  test('only custom HTML blocks that show have a frame', () => {
    const block = { id: 'c-1', type: 'custom_html', props: { html: '<b>mine</b>' }, is_visible: true };
    expect(renderFrame(site, { components: [block] }, 'c-1')).toContain('<b>mine</b>');
    expect(renderFrame(site, { components: [block] }, 'c-2')).toBeUndefined();
    expect(renderFrame(site, { components: [block] }, '')).toBeUndefined();
    expect(renderFrame(site, { components: [{ ...block, is_visible: false }] }, 'c-1')).toBeUndefined();
    expect(renderFrame(site, { components: [{ ...block, type: 'rich_text' }] }, 'c-1')).toBeUndefined();
  });
});

describe('markup', () => {
  const levels = (body: string) =>
    named(readHtml(body), 'h1').length + 0 &&
    readHtml(body)
      .filter(({ name }) => /^h[1-6]$/.test(name))
      .map(({ name }) => Number(name[1]));

  /** What a screen reader needs of any page. */
  function expectAccessible(body: string) {
    const elements = readHtml(body);
    const ids = elements.map((each) => each.attributes.id).filter((id) => id !== undefined);
    expect(new Set(ids).size, 'ids are unique').toBe(ids.length);
    for (const landmark of ['main']) expect(named(elements, landmark), landmark).toHaveLength(1);
    for (const { name, attributes, text } of elements) {
      for (const key of ['for', 'aria-labelledby', 'aria-describedby', 'popovertarget']) {
        if (attributes[key]) expect(ids, `${name} ${key}`).toContain(attributes[key]);
      }
      if (name === 'img') expect(attributes, JSON.stringify(attributes)).toHaveProperty('alt');
      if (name === 'iframe') expect(attributes.title).toBeTruthy();
      if (['input', 'select', 'textarea'].includes(name) && !('hidden' in attributes)) {
        expect(named(elements, 'label').map((label) => label.attributes.for)).toContain(attributes.id);
      }
      if (name === 'button' || name === 'a') {
        const inside = elements.filter((each) => each.parent && under(each, attributes));
        expect(
          text.trim() || attributes['aria-label'] || inside.some((each) => each.attributes.alt),
          `${name} has a name`,
        ).toBeTruthy();
      }
      if (name === 'li') expect(['ul', 'ol']).toContain(elements.find((each) => each.attributes === attributes)!.parent!.name);
    }
    const order = levels(body) as number[];
    expect(
      order.filter((level) => level === 1),
      'one h1',
    ).toHaveLength(1);
    order.reduce((before, level) => {
      expect(level - before, `no level is skipped: ${order}`).toBeLessThanOrEqual(1);
      return level;
    });
    const html = named(elements, 'html')[0]!;
    expect(html.attributes.lang).toBeTruthy();
    expect(named(elements, 'a')[0]!.attributes).toMatchObject({ href: '#main', class: 'skip' });
  }
  const under = (element: Element, attributes: Record<string, string>): boolean => {
    for (let at = element.parent; at; at = at.parent) if (at.attributes === attributes) return true;
    return false;
  };

  test.each(types)('%s alone on a page is accessible', (type) => expectAccessible(render(pageOf(type)).body));

  test.each(types)('%s opening a page gives it its first heading', (type) => {
    const order = ['navbar', type, ...types.filter((each) => each !== type && each !== 'navbar')];
    expectAccessible(render(pageOf(...order)).body);
  });

  test.each(types)('%s three times over is still accessible', (type) => expectAccessible(render(pageOf(type, type, type)).body));

  test('the starter content of every kind is accessible, and loads nothing from anywhere', async () => {
    const { rows } = await withClient(urls.DATABASE_URL, (client) =>
      client.query<{ type: string; props: Json }>(
        'select type, default_props as props from public.component_types order by type',
      ),
    );
    expect(rows.map((row) => row.type).sort()).toEqual([...types].sort());
    for (const { type, props } of rows) {
      const { body } = renderPage(
        { name: 'New', navigation: [{ label: 'Home', href: '/' }] },
        { title: 'Home', slug: '/', components: [{ id: 'c', type, props }] },
        visit,
      );
      expectAccessible(body);
      expect(named(readHtml(body), 'img')).toEqual([]);
    }
  });

  test('navigation, main and footer are landmarks, and the current page is marked', () => {
    const elements = readHtml(render(pageOf('navbar', 'hero', 'footer')).body);
    expect(named(elements, 'header')).toHaveLength(1);
    expect(named(elements, 'footer')).toHaveLength(1);
    expect(named(elements, 'nav').map((nav) => nav.attributes['aria-label'])).toEqual(['Main', 'Quick Links']);
    expect(
      named(elements, 'a')
        .filter((a) => a.attributes['aria-current'] === 'page')
        .map((a) => a.text),
    ).toEqual(['Home']);
  });

  test('a navigation bar without links of its own shows the site’s pages', () => {
    const body = render([{ id: 'c', type: 'navbar', props: { links: [] }, is_visible: true }]).body;
    expect(named(readHtml(body), 'li').map((li) => li.text)).toEqual(['Home', 'Menu']);
  });

  test('hidden blocks are not there', () => {
    const page = pageOf('hero', 'cta');
    page.components[1]!.is_visible = false;
    expect(render(page).body).not.toContain('Hungry?');
  });

  test('a page may do without navigation bar and footer', () => {
    const page = pageOf('navbar', 'hero', 'footer');
    Object.assign(page.page_config, { show_navbar: false, show_footer: false });
    const elements = readHtml(render(page).body);
    expect(named(elements, 'nav')).toEqual([]);
    expect(named(elements, 'footer')).toEqual([]);
  });

  test('anchors become ids, once each', () => {
    const page = pageOf('features', 'features');
    const ids = readHtml(render(page).body).map((each) => each.attributes.id);
    expect(ids.filter((id) => id === 'why')).toHaveLength(1);
  });

  test('a right-to-left language says so', () => {
    const [root] = named(readHtml(render(pageOf('hero'), { locale: 'ar_EG' }).body), 'html');
    expect(root!.attributes).toMatchObject({ lang: 'ar-EG', dir: 'rtl' });
  });

  test.each([
    ['https://www.youtube.com/watch?v=aqz-KE-bpKQ', 'https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1'],
    ['https://youtu.be/aqz-KE-bpKQ?t=3', 'https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1'],
    ['https://vimeo.com/76979871', 'https://player.vimeo.com/video/76979871?autoplay=1&dnt=1'],
    ['https://youtube.com.evil.example/watch?v=aqz-KE-bpKQ', undefined],
    ['http://youtu.be/aqz-KE-bpKQ', undefined],
    ['https://evil.example/?https://youtu.be/aqz-KE-bpKQ', undefined],
  ])('video %s plays from %s', (url, player) => {
    const body = render([{ id: 'c', type: 'video_embed', props: { heading: 'Look', url }, is_visible: true }]).body;
    expect(named(readHtml(body), 'iframe')[0]?.attributes.src).toBe(player);
  });

  test('nothing loads from a video or map host until the visitor asks for it', () => {
    for (const frame of named(readHtml(render(pageOf('video_embed', 'map')).body), 'iframe')) {
      expect(frame.parent!.name).toBe('details');
      expect(frame.parent!.attributes).not.toHaveProperty('open');
      expect(frame.attributes.loading).toBe('lazy');
    }
  });
});

describe('head', () => {
  const headOf = (page: Json, given: Json = {}, options = {}) => {
    const elements = readHtml(renderPage({ ...site, ...given }, page, { ...visit, ...options }).body);
    const metas = Object.fromEntries(
      named(elements, 'meta').map(({ attributes: a }) => [a.name ?? a.property ?? 'charset', a.content]),
    );
    const links = Object.fromEntries(named(elements, 'link').map(({ attributes: a }) => [a.rel, a.href]));
    return {
      title: named(elements, 'title')[0]!.text,
      metas,
      links,
      scripts: named(elements, 'script').filter((each) => !each.attributes.src).map((each) => each.text),
    };
  };

  test('a page’s own SEO comes first', () => {
    const { title, metas, links, scripts } = headOf(pageOf('hero'));
    expect(title).toBe('Welcome');
    expect(links).toMatchObject({
      canonical: 'https://www.pizzapalace.com/',
      icon: 'https://res.cloudinary.com/demo/favicon.png',
    });
    expect(metas).toMatchObject({
      description: 'Fresh Italian pizzas.',
      'og:title': 'Pizza Palace',
      'og:description': 'Hand-crafted since 2012.',
      'og:image': 'https://res.cloudinary.com/demo/menu-og.jpg',
      'og:type': 'website',
      'og:url': 'https://www.pizzapalace.com/',
      'og:site_name': 'Pizza Palace',
      'twitter:card': 'summary_large_image',
    });
    expect(metas).not.toHaveProperty('robots');
    expect(JSON.parse(scripts[0]!)).toEqual({ '@type': 'Restaurant', name: 'Pizza Palace' });
  });

  test('else the site’s defaults', () => {
    const { title, metas, links } = headOf({ title: 'Menu', slug: '/menu', components: [] });
    expect(title).toBe('Menu | Pizza Palace');
    expect(metas).toMatchObject({ description: 'Pizza in Chicago.', 'og:image': 'https://res.cloudinary.com/demo/og.jpg' });
    expect(links.canonical).toBe('https://pizza.example/menu');
  });

  test('without either, names', () => {
    const bare = { seoDefaults: {}, favicon: null };
    expect(headOf({ title: 'Menu', slug: '/menu' }, bare).title).toBe('Menu – Pizza Palace');
    const home = headOf({ title: 'Home', slug: '/', is_home: true }, bare);
    expect(home.title).toBe('Pizza Palace');
    expect(home.links.icon).toMatch(/^data:image\/svg\+xml,/);
    expect(home.metas).not.toHaveProperty('description');
  });

  test('a title template takes the title as it is', () => {
    const { title } = headOf({ title: '$& 100 %s', slug: '/x' }, { seoDefaults: { title_template: '%s | P' } });
    expect(title).toBe('$& 100 %s | P');
  });

  test('what search engines may do', () => {
    expect(headOf({ seo_meta: { no_index: true, no_follow: true } }).metas.robots).toBe('noindex, nofollow');
    expect(headOf({ title: 'x' }, {}, { private: true }).metas.robots).toBe('noindex');
  });

  test('structured data can’t end its script', () => {
    const { scripts } = headOf({ seo_meta: { structured_data: { name: '</script><script>alert(1)</script>\u2028' } } });
    expect(scripts).toHaveLength(1);
    expect(JSON.parse(scripts[0]!)).toEqual({ name: '</script><script>alert(1)</script>\u2028' });
  });
});

describe('branding', () => {
  const variables = (branding: Json) =>
    render(pageOf('hero'), { branding })
      .css.match(/^:root\{(.*?)\}/)![1]!
      .split(';');

  test('becomes CSS custom properties', () => {
    const set = variables(site.branding);
    expect(set).toEqual(
      expect.arrayContaining([
        '--primary:#FF6B35',
        '--heading-font:"Playfair Display", Georgia, "Times New Roman", serif',
        '--font-size:1rem',
        '--line-height:1.6',
        '--heading-weight:700',
        '--section-y:80px',
        '--container:1280px',
        '--radius-button:8px',
        '--radius-card:12px',
        '--radius-input:6px',
      ]),
    );
  });

  test('what is no CSS token keeps its default', () => {
    const none = variables({});
    expect(
      variables({
        colors: { primary: 'red;}', text: 'url(x)', background: 'var(--x)', accent: '#12', danger: 'rgb(1,2,3' },
        typography: { heading_font: 'x";}', body_font: 'a,b', base_font_size: 1e9, line_height: '1', heading_weight: '700' },
        spacing: { section_padding_y: 'calc(1px)', container_max_width: '10' },
        border_radius: { button: '-1px', card: '1px 2px', input: null },
      }),
    ).toEqual(none);
  });

  test('letters on the site’s colour can be read', () => {
    expect(variables({ colors: { primary: '#ffee00' } })).toContain('--on-primary:#14181d');
    expect(variables({ colors: { primary: '#102a66' } })).toContain('--on-primary:#ffffff');
    expect(variables({ colors: { primary: 'hsl(50, 100%, 50%)' } })).toContain('--on-primary:#14181d');
  });
});

test('the sitemap lists what the navigation lists', () => {
  const found = [...sitemap(site, 'https://pizza.example').matchAll(/<loc>(.*?)<\/loc>/g)].map(([, place]) => place);
  expect(found).toEqual(['https://pizza.example/', 'https://pizza.example/menu']);
});

const urls = await useDatabase();
