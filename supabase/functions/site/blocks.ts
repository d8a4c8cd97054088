// One function per kind of content block. Each reads props that may hold anything and leaves out what is missing.

import { art } from './art.ts';
import { contrast, inkOn } from './brand.ts';
import { html, type Html } from './html.ts';
import { icon } from './icons.ts';
import { list, number, object, oneOf, text, texts, type Props } from './props.ts';
import { richText } from './rich_text.ts';
import { colour, cssLength, date, href, isExternal, mapFrame, name, src, videoPlayer } from './safe.ts';

export type Block = {
  /** Unique on the page: class of its own CSS rule and beginning of its ids. */
  id: string;
  /** Its anchor, unique on the page, or its `id`. */
  anchor: string;
  componentId: string;
  /** Level of its heading: 1 for the block that opens the page. */
  level: 1 | 2;
  site: { name: string; logo: string; logoAlt: string; home: string; locale: string; navigation: Link[] };
  page: { slug: string; background: string; private: boolean };
  /** Whether a navigation bar lies over the block that follows it. */
  overlaid: boolean;
  css: (rule: string) => void;
};

export type Link = { label: string; href: string };

type Render = (props: Props, block: Block) => Html | undefined;

// --- parts that several kinds share ----------------------------------------------------------------------------------

const link = (address: string, content: Html | string, className?: string, current?: boolean): Html =>
  html`<a href="${address}"${className && html` class="${className}"`}${current && html` aria-current="page"`}${
    isExternal(address) && html` rel="noopener"`
  }>${content}</a>`;

const button = (label: unknown, address: unknown, className = 'button'): Html | undefined => {
  const to = href(address);
  return text(label) && to ? link(to, text(label), className) : undefined;
};

const buttons = (props: Props): Html | undefined => {
  const first = button(props.cta_primary_label, props.cta_primary_href);
  const second = button(props.cta_secondary_label, props.cta_secondary_href, 'button quiet');
  return first || second ? html`<p class="buttons">${first}${second}</p>` : undefined;
};

const paragraph = (value: unknown, className?: string): Html | undefined =>
  text(value) ? html`<p${className && html` class="${className}"`}>${text(value)}</p>` : undefined;

const heading = (value: unknown, level: number, className?: string, id?: string): Html | undefined =>
  text(value)
    ? html`<h${level}${id && html` id="${id}"`}${className && html` class="${className}"`}>${text(value)}</h${level}>`
    : undefined;

const opening = (props: Props, block: Block): Html | undefined =>
  text(props.heading) || text(props.subheading)
    ? html`<div class="opening">${heading(props.heading, block.level, undefined, `${block.id}-h`)}${paragraph(props.subheading, 'sub')}</div>`
    : undefined;

/** Headings inside a block stand one below its own, or in its place. */
const inner = (props: Props, block: Block): number => (text(props.heading) ? block.level + 1 : block.level);

const tint = (at: number): string => `tint-${(at % 6) + 1}`;

/** A picture, or where there is none yet a drawing in the site's colours, neighbours with different ones. */
const picture = (address: unknown, alt: unknown, className: string, at = 0): Html => {
  const from = src(address);
  const words = text(alt);
  if (from) return html`<img class="${className}" src="${from}" alt="${words}" loading="lazy" decoding="async">`;
  return words
    ? html`<span class="${className} blank ${tint(at)}" role="img" aria-label="${words}">${art(at)}</span>`
    : html`<span class="${className} blank ${tint(at)}">${art(at)}</span>`;
};

const portrait = (address: unknown, person: string, at: number): Html => {
  const from = src(address);
  if (from) return html`<img class="portrait" src="${from}" alt="" loading="lazy" decoding="async">`;
  const initials = person
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
  return html`<span class="portrait blank ${tint(at)}" aria-hidden="true">${initials}</span>`;
};

const day = (value: unknown, locale: string): Html | undefined => {
  const iso = date(value);
  const moment = new Date(`${iso}T00:00:00Z`);
  if (!iso || Number.isNaN(moment.getTime())) return undefined;
  const shown = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(moment);
  return html`<time datetime="${iso}">${shown}</time>`;
};

/** Colours the author chose for a block. Text without a colour of its own gets one that can be read. */
const colours = (props: Props, block: Block): void => {
  const background = colour(props.background_color);
  const solid = background && background !== 'transparent';
  const ink = colour(props.text_color) || (solid ? inkOn(background) : '');
  // Named twice, to outweigh what the stylesheet says of the block's kind.
  const own = `.${block.id}.${block.id}`;
  if (background) block.css(`${own}{--bg:${background}}`);
  if (ink && ink !== 'transparent') block.css(`${own}{--ink:${ink};--soft:${ink};--a:${ink}}`);
};

const section = (kind: string, props: Props, block: Block, content: Html, className = ''): Html => {
  colours(props, block);
  return html`<section id="${block.anchor}" class="block ${kind} ${block.id} ${className}"${
    text(props.heading) && html` aria-labelledby="${block.id}-h"`
  }><div class="inside">${content}</div></section>`;
};

const columns = (count: number, block: Block): void => block.css(`.${block.id}{--columns:${count}}`);

// --- the 18 kinds ----------------------------------------------------------------------------------------------------

const navbar: Render = (props, block) => {
  const { site, page } = block;
  const logo = object(props.logo);
  const image = src(logo.url) || site.logo;
  const alt = text(logo.alt) || site.logoAlt || site.name;
  const width = number(logo.width, 16, 600, 140);
  const links = list(props.links)
    .map((entry) => ({ label: text(entry.label), href: href(entry.href) }))
    .filter((entry) => entry.label && entry.href);
  const shown = links.length ? links : site.navigation;
  const action = props.show_cta_button === true ? button(props.cta_label, props.cta_href) : undefined;

  const background = colour(props.background_color);
  const through = background === 'transparent';
  const chosen = colour(props.text_color);
  // White letters on a see-through bar are meant for the picture below it; without one they would be lost.
  const ink = through && !block.overlaid && contrast(chosen, block.page.background, 1) < 3 ? '' : chosen;
  colours({ background_color: background, text_color: block.overlaid && !ink ? '#ffffff' : ink }, block);
  block.css(`.${block.id} .brand img{width:${width}px}`);
  block.css(
    `@media (min-width:${number(props.mobile_breakpoint, 320, 1920, 768)}px){.${block.id} .menu-button{display:none}.${block.id} .menu{all:unset;display:flex;align-items:center;gap:2rem}.${block.id} .menu ul{display:flex;flex-wrap:wrap;gap:.25rem 1.75rem}.${block.id} .menu li{border:0}.${block.id} .menu .button{width:auto;margin:0}}`,
  );
  return html`<div id="${block.anchor}" class="navbar ${block.id} ${oneOf(props.style, ['sticky', 'static'])} ${block.overlaid && 'over'}">
    <div class="inside">
      <a class="brand" href="${site.home}">${
        image ? html`<img src="${image}" alt="${alt}">` : html`<span>${text(logo.alt) || site.name}</span>`
      }</a>
      ${
        (shown.length > 0 || action) &&
        html`<nav aria-label="Main">
        <button class="menu-button" type="button" popovertarget="${block.id}-menu" aria-label="Menu">${icon('menu')}</button>
        <div class="menu" id="${block.id}-menu" popover>
          <ul>${shown.map((entry) => html`<li>${link(entry.href, entry.label, undefined, entry.href === page.slug)}</li>`)}</ul>
          ${action}
        </div>
      </nav>`
      }
    </div>
  </div>`;
};

const hero: Render = (props, block) => {
  const image = src(props.background_image);
  const kind =
    props.background_type === 'image' && !image ? 'gradient' : oneOf(props.background_type, ['gradient', 'image', 'color']);
  const plain = colour(props.background_color);
  colours(kind === 'color' ? props : { text_color: colour(props.text_color) || '#ffffff' }, block);
  block.css(
    `.${block.id}.${block.id}{--height:${cssLength(props.min_height) || '70vh'};--veil:${number(props.background_overlay_opacity, 0, 1, 0.4)}${
      kind === 'image' && plain && plain !== 'transparent' ? `;--bg:${plain}` : ''
    }}`,
  );
  const size = oneOf(props.heading_size, ['5xl', 'xl', '2xl', '3xl', '4xl', '6xl', '7xl']);
  return html`<section id="${block.anchor}" class="block hero ${block.id} ${kind} align-${oneOf(props.text_align, ['center', 'left', 'right'])} ${
    block.overlaid && 'under'
  }"${text(props.heading) && html` aria-labelledby="${block.id}-h"`}>
    ${kind === 'image' && html`<img class="backdrop" src="${image}" alt="" fetchpriority="high"><span class="veil"></span>`}
    <div class="inside">
      ${heading(props.heading, block.level, `size-${size}`, `${block.id}-h`)}
      ${paragraph(props.subheading, 'sub')}
      ${buttons(props)}
    </div>
  </section>`;
};

const features: Render = (props, block) => {
  const layout = oneOf(props.layout, ['3-column', '2-column', '4-column', 'list']);
  columns(layout === 'list' ? 1 : Number(layout[0]), block);
  const items = list(props.items).map((item, i) => {
    const ink = colour(item.icon_color);
    if (ink && ink !== 'transparent') block.css(`.${block.id} .i${i}{--icon:${ink}}`);
    return html`<li class="i${i}">
      ${text(item.icon) && html`<span class="badge">${icon(text(item.icon))}</span>`}
      <div>${heading(item.title, inner(props, block))}${paragraph(item.description)}</div>
    </li>`;
  });
  return section(
    'features',
    props,
    block,
    html`${opening(props, block)}<ul class="grid">${items}</ul>`,
    layout === 'list' ? 'rows' : '',
  );
};

const gallery: Render = (props, block) => {
  const layout = oneOf(props.layout, ['grid', 'masonry', 'carousel']);
  columns(number(props.columns, 1, 6, 3), block);
  const captions = props.show_captions !== false;
  const images = list(props.images).map((image, i) => {
    const large = src(image.url);
    const caption = text(image.caption);
    const alt = text(image.alt) || caption;
    const view = `${block.id}-${i}`;
    const shown = picture(image.url, alt, 'shot', i);
    const zoom = large && props.enable_lightbox === true;
    return html`<li><figure>
      ${zoom ? html`<button type="button" class="zoom" popovertarget="${view}" aria-label="Enlarge: ${alt || `picture ${i + 1}`}">${shown}</button>` : shown}
      ${captions && caption && html`<figcaption>${caption}</figcaption>`}
    </figure>${
      zoom &&
      html`<div class="lightbox" id="${view}" popover role="dialog" aria-label="${alt || `Picture ${i + 1}`}">
        <img src="${large}" alt="${alt}" loading="lazy">${caption && html`<p>${caption}</p>`}
        <button type="button" class="close" popovertarget="${view}" popovertargetaction="hide" aria-label="Close">${icon('x')}</button>
      </div>`
    }</li>`;
  });
  return section(
    'gallery',
    props,
    block,
    html`${opening(props, block)}${tray(layout, images, text(props.heading) || 'Pictures')}`,
    layout,
  );
};

/** A list of cards, or for a carousel a strip that scrolls sideways, by keyboard too. */
const tray = (layout: string, items: Html[], label: string): Html =>
  layout === 'carousel'
    ? html`<div class="strip" role="region" aria-label="${label}" tabindex="0"><ul>${items}</ul></div>`
    : html`<ul class="grid">${items}</ul>`;

const stars = (rating: number): Html | undefined =>
  rating > 0
    ? html`<p class="stars" role="img" aria-label="${rating} out of 5 stars">${[1, 2, 3, 4, 5].map(
        (at) => html`<span class="${at <= Math.round(rating) && 'on'}">${icon('star')}</span>`,
      )}</p>`
    : undefined;

const testimonials: Render = (props, block) => {
  const layout = oneOf(props.layout, ['grid', 'carousel', 'list']);
  const reviews = list(props.reviews).map((review, i) => {
    const person = text(review.name);
    const when = day(review.date, block.site.locale);
    const source = text(review.source);
    return html`<li><figure class="card">
      ${stars(number(review.rating, 0, 5, 0))}
      <blockquote>${paragraph(review.text)}</blockquote>
      ${
        (person || source || when) &&
        html`<figcaption>${person && portrait(review.avatar_url, person, i)}
        <span><strong>${person}</strong>${(source || when) && html`<small>${source}${source && when && ' · '}${when}</small>`}</span>
      </figcaption>`
      }
    </figure></li>`;
  });
  columns(layout === 'list' ? 1 : Math.min(3, Math.max(1, reviews.length)), block);
  return section(
    'testimonials',
    props,
    block,
    html`${opening(props, block)}${tray(layout, reviews, text(props.heading) || 'Reviews')}`,
    layout,
  );
};

const pricing: Render = (props, block) => {
  const plans = list(props.plans).map((plan) => {
    const included = texts(plan.features);
    const star = plan.highlighted === true;
    return html`<li><article class="card ${star && 'chosen'}">
      ${text(plan.badge) && html`<p class="ribbon">${text(plan.badge)}</p>`}
      ${heading(plan.name, inner(props, block))}
      ${paragraph(plan.description, 'about')}
      ${text(plan.price) && html`<p class="price"><strong>${text(plan.price)}</strong> ${text(plan.period)}</p>`}
      ${included.length > 0 && html`<ul class="ticks">${included.map((line) => html`<li>${icon('check')}<span>${line}</span></li>`)}</ul>`}
      ${button(plan.cta_label, plan.cta_href, star ? 'button' : 'button quiet')}
    </article></li>`;
  });
  columns(Math.min(4, Math.max(1, plans.length)), block);
  return section(
    'pricing',
    props,
    block,
    html`${opening(props, block)}<ul class="grid">${plans}</ul>${paragraph(props.note, 'note')}`,
  );
};

const cta: Render = (props, block) => {
  const style = oneOf(props.style, ['banner', 'card']);
  return section(
    'cta',
    props,
    block,
    html`<div class="panel">${heading(props.heading, block.level, undefined, `${block.id}-h`)}${paragraph(props.text, 'sub')}${buttons(props)}</div>`,
    `${style} align-${oneOf(props.text_align, ['center', 'left', 'right'])}`,
  );
};

const autocomplete = new Map([
  ['name', 'name'],
  ['email', 'email'],
  ['phone', 'tel'],
  ['company', 'organization'],
]);

const field = (entry: Props, block: Block): Html | undefined => {
  const key = name(entry.name);
  const label = text(entry.label);
  if (!key || !label) return undefined;
  const type = oneOf(entry.type, ['text', 'email', 'tel', 'number', 'date', 'textarea', 'select', 'checkbox']);
  const id = `${block.id}-${key}`;
  const required = entry.required === true;
  const hint = text(entry.placeholder);
  const common = html`id="${id}" name="${key}"${required && html` required`}${
    autocomplete.has(key) && html` autocomplete="${autocomplete.get(key)}"`
  }`;
  const words = html`<label for="${id}">${label}${!required && html` <small>(optional)</small>`}</label>`;
  if (type === 'checkbox') return html`<p class="field tick"><input type="checkbox" ${common}>${words}</p>`;
  const control =
    type === 'textarea'
      ? html`<textarea ${common} rows="5" maxlength="5000" placeholder="${hint}"></textarea>`
      : type === 'select'
        ? html`<select ${common}><option value="">${hint || 'Please choose'}</option>${texts(entry.options).map((option) => html`<option>${option}</option>`)}</select>`
        : html`<input type="${type}" ${common} maxlength="500" placeholder="${hint}">`;
  return html`<p class="field ${type === 'textarea' && 'wide'}">${words}${control}</p>`;
};

const contactForm: Render = (props, block) => {
  const fields = list(props.fields)
    .map((entry) => field(entry, block))
    .filter((entry) => entry !== undefined);
  const address = props.show_address === true ? text(props.address) : '';
  const phone = props.show_phone === true ? text(props.phone) : '';
  const hours = props.show_business_hours === true ? text(props.business_hours) : '';
  const call = href(`tel:${phone.replace(/[^+\d]/g, '')}`);
  // What visitors send is taken in by the site's contact widget; until the site has one, the form says that it is closed.
  const form = html`<form class="card" aria-labelledby="${block.id}-h" aria-describedby="${block.id}-closed">
    <p class="closed" id="${block.id}-closed">This form is not open yet.</p>
    <fieldset disabled>
      <legend class="unseen">${text(props.heading) || 'Contact form'}</legend>
      <div class="fields">${fields}</div>
      <button class="button" type="submit">${text(props.submit_label) || 'Send'}</button>
    </fieldset>
  </form>`;
  const facts =
    (address || phone || hours) &&
    html`<address>
      ${address && html`<p>${icon('map-pin')}<span>${address}</span></p>`}
      ${phone && html`<p>${icon('phone')}<span>${call && call !== 'tel:' ? link(call, phone) : phone}</span></p>`}
      ${hours && html`<p>${icon('clock')}<span>${hours}</span></p>`}
    </address>`;
  return section(
    'contact',
    props,
    block,
    html`${opening(props, block)}<div class="${facts ? 'sides' : 'alone'}">${facts}${fields.length > 0 && form}</div>`,
  );
};

const team: Render = (props, block) => {
  columns(number(props.columns, 1, 4, 3), block);
  const members = list(props.members).map((member, i) => {
    const person = text(member.name);
    const links = list(member.links)
      .map((entry) => ({ label: text(entry.label), href: href(entry.href) }))
      .filter((entry) => entry.label && entry.href);
    return html`<li>
      ${portrait(member.photo_url, person, i)}
      ${heading(person, inner(props, block))}
      ${paragraph(member.role, 'role')}
      ${paragraph(member.bio)}
      ${links.length > 0 && html`<p class="links">${links.map((entry) => link(entry.href, html`${entry.label}<span class="unseen"> (${person})</span>`))}</p>`}
    </li>`;
  });
  return section('team', props, block, html`${opening(props, block)}<ul class="grid">${members}</ul>`);
};

const faq: Render = (props, block) => {
  const items = list(props.items)
    .filter((item) => text(item.question))
    .map(
      (item, i) => html`<details${props.open_first === true && i === 0 && html` open`}${
        props.one_at_a_time === true && html` name="${block.id}"`
      }>
      <summary>${heading(item.question, inner(props, block))}${icon('chevron-down')}</summary>
      ${paragraph(item.answer)}
    </details>`,
    );
  return section('faq', props, block, html`${opening(props, block)}<div class="questions">${items}</div>`);
};

const stats: Render = (props, block) => {
  const items = list(props.items)
    .filter((item) => text(item.value))
    .map(
      (item) =>
        html`<div><dt>${text(item.label)}</dt><dd>${untrimmed(item.prefix)}${text(item.value)}<small>${untrimmed(item.suffix)}</small></dd></div>`,
    );
  return section('stats', props, block, html`${opening(props, block)}<dl class="grid">${items}</dl>`);
};

/** A space before a unit is meant. */
const untrimmed = (value: unknown): string => (typeof value === 'string' ? value : '');

const blogGrid: Render = (props, block) => {
  columns(number(props.columns, 1, 4, 3), block);
  const posts = list(props.posts).map((post, i) => {
    const to = href(post.href);
    const title = text(post.title);
    const when = day(post.date, block.site.locale);
    const author = text(post.author);
    const level = inner(props, block);
    return html`<li><article class="card">
      ${picture(post.image_url, post.image_alt, 'cover', i)}
      <div>
        ${paragraph(post.category, 'kicker')}
        ${title && html`<h${level}>${to ? link(to, title) : title}</h${level}>`}
        ${paragraph(post.excerpt)}
        ${(author || when) && html`<p class="byline">${author}${author && when && ' · '}${when}</p>`}
      </div>
    </article></li>`;
  });
  const more = button(props.cta_label, props.cta_href, 'button quiet');
  return section(
    'blog',
    props,
    block,
    html`${opening(props, block)}<ul class="grid">${posts}</ul>${more && html`<p class="buttons">${more}</p>`}`,
  );
};

/** Nothing is asked of another company until the visitor opens it: a frame in a closed disclosure does not load. */
const onDemand = (title: string, action: string, sign: string, frame: { host: string; src: string }, cover?: Html): Html =>
  html`<details class="frame">
    <summary>${cover}<span class="call">${icon(sign)}<span>${action}<small>Loads from ${frame.host}</small></span></span></summary>
    <iframe src="${frame.src}" title="${title}" loading="lazy" allow="fullscreen; autoplay; encrypted-media; picture-in-picture" referrerpolicy="strict-origin-when-cross-origin"></iframe>
  </details>`;

const videoEmbed: Render = (props, block) => {
  const player = videoPlayer(props.url);
  if (!player) return text(props.heading) ? section('video', props, block, opening(props, block)!) : undefined;
  const title = text(props.title) || text(props.heading) || 'Video';
  const poster = src(props.poster_url);
  block.css(`.${block.id}{--ratio:${oneOf(props.aspect_ratio, ['16:9', '4:3', '1:1', '9:16']).replace(':', '/')}}`);
  return section(
    'video',
    props,
    block,
    html`${opening(props, block)}<figure>${onDemand(title, `Play “${title}”`, 'play', player, poster ? html`<img src="${poster}" alt="" loading="lazy">` : undefined)}${
      text(props.caption) && html`<figcaption>${text(props.caption)}</figcaption>`
    }</figure>`,
  );
};

const map: Render = (props, block) => {
  const address = text(props.address);
  const frame = mapFrame(props.embed_url, address, number(props.zoom, 1, 20, 15));
  block.css(`.${block.id}{--height:${cssLength(props.height) || '420px'}}`);
  const directions = `https://www.google.com/maps/dir/?api=1&destination=${encodeURIComponent(address)}`;
  return section(
    'map',
    props,
    block,
    html`${opening(props, block)}${frame && onDemand(address ? `Map: ${address}` : 'Map', 'Show the map', 'map-pin', frame)}${
      address &&
      html`<address><p>${icon('map-pin')}<span>${address}</span></p>${props.show_directions === true && html`<p>${link(directions, 'Get directions')}</p>`}</address>`
    }`,
  );
};

const richTextBlock: Render = (props, block) =>
  section(
    'prose',
    props,
    block,
    html`<div class="text ${oneOf(props.max_width, ['normal', 'narrow', 'wide'])} align-${oneOf(props.text_align, ['left', 'center', 'right'])}">${heading(
      props.heading,
      block.level,
      undefined,
      `${block.id}-h`,
    )}${richText(text(props.content))}</div>`,
  );

const imageText: Render = (props, block) => {
  const points = texts(props.points);
  return section(
    'duo',
    props,
    block,
    html`${picture(props.image_url, props.image_alt, 'scene', Number(block.id.slice(1)))}<div>
      ${heading(props.heading, block.level, undefined, `${block.id}-h`)}
      ${paragraph(props.text)}
      ${points.length > 0 && html`<ul class="ticks">${points.map((line) => html`<li>${icon('check')}<span>${line}</span></li>`)}</ul>`}
      ${button(props.cta_label, props.cta_href)}
    </div>`,
    oneOf(props.image_side, ['left', 'right']),
  );
};

const footer: Render = (props, block) => {
  const { site, page } = block;
  colours({ background_color: props.background_color, text_color: props.text_color }, block);
  const logo = src(props.logo_url);
  const social = list(props.social_links)
    .map((entry) => ({ platform: name(entry.platform), href: href(entry.url) }))
    .filter((entry) => entry.platform && entry.href);
  const lists = list(props.columns).map((column) => ({
    heading: text(column.heading),
    links: list(column.links)
      .map((entry) => ({ label: text(entry.label), href: href(entry.href) }))
      .filter((entry) => entry.label && entry.href),
  }));
  const shown = lists.some((column) => column.links.length) ? lists : [{ heading: '', links: site.navigation }];
  return html`<div id="${block.anchor}" class="footer ${block.id}">
    <div class="inside">
      <div class="about">
        ${logo ? html`<img class="logo" src="${logo}" alt="${site.name}" loading="lazy">` : html`<p class="brand">${site.name}</p>`}
        ${paragraph(props.tagline)}
        ${social.length > 0 && html`<ul class="social">${social.map((entry) => html`<li>${link(entry.href, html`${icon(entry.platform, 'link')}<span class="unseen">${entry.platform}</span>`)}</li>`)}</ul>`}
      </div>
      ${shown.map(
        (column, i) =>
          column.links.length > 0 &&
          html`<nav aria-label="${column.heading || (i ? `Footer ${i + 1}` : 'Footer')}">
        ${paragraph(column.heading, 'title')}
        <ul>${column.links.map((entry) => html`<li>${link(entry.href, entry.label, undefined, entry.href === page.slug)}</li>`)}</ul>
      </nav>`,
      )}
    </div>
    <div class="inside last"><p>${text(props.copyright) || `© ${site.name}`}</p>${props.show_powered_by === true && html`<p>Powered by Tenantry</p>`}</div>
  </div>`;
};

export const frameSandbox = 'allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox';

/**
 * An author's own HTML, in a frame without the site's origin. It has an address of its own, because a frame written into
 * the page would be held to the page's policy and could run nothing. A page behind a password has no such address to
 * give away: there the HTML is written into the frame, and its scripts and styles stay off.
 */
const customHtml: Render = (props, block) => {
  const content = text(props.html);
  if (!content) return undefined;
  block.css(`.${block.id}{--height:${number(props.height, 40, 4000, 400)}px}`);
  const source = block.page.private
    ? html`srcdoc="${content}"`
    : html`src="${`${block.page.slug}?block=${encodeURIComponent(block.componentId)}`}"`;
  return section(
    'custom',
    props,
    block,
    html`<iframe ${source} title="${text(props.title) || 'Embedded content'}" sandbox="${frameSandbox}" loading="lazy" referrerpolicy="no-referrer"></iframe>`,
  );
};

const kinds = new Map<string, Render>(
  Object.entries({
    navbar,
    hero,
    features,
    gallery,
    testimonials,
    pricing,
    cta,
    contact_form: contactForm,
    team,
    faq,
    stats,
    blog_grid: blogGrid,
    video_embed: videoEmbed,
    map,
    rich_text: richTextBlock,
    image_text: imageText,
    footer,
    custom_html: customHtml,
  }),
);

/** A block as HTML; a kind that this renderer does not know, or has nothing to show, is left out. */
export const renderBlock = (type: string, props: Props, block: Block): Html | undefined => kinds.get(type)?.(props, block);

/** Whether a block of this kind shows its heading, and so may open the page with it. */
export const hasHeading = (type: string, props: Props): boolean =>
  kinds.has(type) && !['navbar', 'footer', 'custom_html'].includes(type) && text(props.heading) !== '';
