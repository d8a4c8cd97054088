// What a value out of a site's content may be before it becomes an address or a piece of CSS (R1). The component types'
// checks ask for the same when content is written; here it is asked again, because older deployments stay as they were.

const one =
  (pattern: RegExp) =>
  (value: unknown): string =>
    typeof value === 'string' && value.length <= 2000 && pattern.test(value) ? value : '';

const char = String.raw`[^\s\x00-\x1f\x7f<>"\\]`;
const relative = String.raw`(?!\/\/)[^\s\x00-\x1f\x7f<>"\\:/?#]*(?:[/?#]${char}*)?`;

/** The address behind a link: http(s), mailto, tel, or a path, query or fragment of this site; '' for anything else. */
export const href = one(new RegExp(`^(?:(?:https?:\\/\\/|mailto:|tel:)${char}+|${relative})$`, 'i'));

/** The address of an image: http(s) or a path of this site. */
export const src = one(new RegExp(`^(?:https?:\\/\\/${char}+|\\/(?!\\/)${char}*)$`, 'i'));

/** A path of this site. */
export const path = one(new RegExp(`^\\/(?!\\/)${char}*$`));

export const isExternal = (address: string): boolean => /^https?:/i.test(address);

export const colour = one(/^(?:transparent|#[0-9a-f]{3,4}|#[0-9a-f]{6}|#[0-9a-f]{8}|(?:rgb|hsl)a?\([0-9., %/]{1,40}\))$/i);

export const cssLength = one(/^(?:0|[0-9]{1,4}(?:\.[0-9]{1,2})?(?:px|rem|em|%|vh|svh|dvh|vw))$/);

export const name = one(/^[a-z][a-z0-9_-]{0,39}$/);

export const date = one(/^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/);

/** A font's name, ready for a font-family list. */
export const fontName = one(/^[A-Za-z0-9][A-Za-z0-9 _-]{0,59}$/);

const video =
  /^https:\/\/(?:(?:(?:www|m)\.)?youtube(?:-nocookie)?\.com\/(?:watch\?(?:[A-Za-z0-9_=&-]*&)?v=|embed\/|shorts\/|live\/)([A-Za-z0-9_-]{11})(?:[?&#].*)?|youtu\.be\/([A-Za-z0-9_-]{11})(?:[?#].*)?|(?:www\.)?vimeo\.com\/([0-9]{1,12})(?:[/?#].*)?|player\.vimeo\.com\/video\/([0-9]{1,12})(?:[?#].*)?)$/;

/** The player of a YouTube or Vimeo video, made from the video's number alone, without cookies where the host can. */
export const videoPlayer = (value: unknown): { host: string; src: string } | undefined => {
  const found = typeof value === 'string' ? video.exec(value) : null;
  if (!found) return undefined;
  const youtube = found[1] ?? found[2];
  return youtube
    ? { host: 'YouTube', src: `https://www.youtube-nocookie.com/embed/${youtube}?autoplay=1` }
    : { host: 'Vimeo', src: `https://player.vimeo.com/video/${found[3] ?? found[4]}?autoplay=1&dnt=1` };
};

const map = one(
  new RegExp(
    `^(?:https:\\/\\/(?:www\\.)?google\\.com\\/maps\\/embed\\?|https:\\/\\/www\\.openstreetmap\\.org\\/export\\/embed\\.html\\?)${char}+$`,
  ),
);

/** An embeddable map: the one named by its embed address, else Google's of a postal address. */
export const mapFrame = (embedUrl: unknown, address: string, zoom: number): { host: string; src: string } | undefined => {
  const given = map(embedUrl);
  if (given) return { host: given.includes('openstreetmap') ? 'OpenStreetMap' : 'Google Maps', src: given };
  if (!address) return undefined;
  return {
    host: 'Google Maps',
    src: `https://www.google.com/maps?q=${encodeURIComponent(address)}&z=${zoom}&output=embed`,
  };
};

/** The hosts whose frames a page may hold: what videoPlayer and mapFrame can answer. */
export const frameHosts = [
  'https://www.youtube-nocookie.com',
  'https://player.vimeo.com',
  'https://www.google.com',
  'https://google.com',
  'https://www.openstreetmap.org',
];
