import { object, number, type Props } from './props.ts';
import { colour, cssLength, fontName } from './safe.ts';

const colours = {
  primary: '#3b5bdb',
  secondary: '#1f2937',
  background: '#ffffff',
  surface: '#f4f6fa',
  text: '#1f2933',
  text_muted: '#52606d',
  accent: '#f2b705',
  danger: '#c92a2a',
  success: '#2b8a3e',
};

const sans = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const serif = 'Georgia, "Times New Roman", serif';
const mono = 'ui-monospace, "Cascadia Code", Menlo, monospace';

/** The named font where the visitor has it, and a relative of it everywhere else: no font is fetched from anyone. */
const family = (value: unknown): string => {
  const name = fontName(value);
  if (!name) return sans;
  const fallback = /mono|code|courier/i.test(name)
    ? mono
    : /serif(?<!sans[ -]serif)|playfair|merriweather|lora|garamond|baskerville|georgia|times|bodoni|caslon|slab|cormorant|crimson|spectral/i.test(
          name,
        )
      ? serif
      : sans;
  return `"${name}", ${fallback}`;
};

/** Relative luminance (WCAG 2) of an opaque colour; undefined where it cannot be told. */
const luminance = (value: string): number | undefined => {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value)?.[1];
  let channels: number[];
  if (hex) {
    const long = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
    channels = [0, 2, 4].map((at) => parseInt(long.slice(at, at + 2), 16) / 255);
  } else {
    const numbers = /^(rgb|hsl)a?\(\s*([\d.]+)%?[,\s]+([\d.]+)%?[,\s]+([\d.]+)%?\s*\)$/i.exec(value);
    if (!numbers) return undefined;
    const [a, b, c] = numbers.slice(2).map(Number) as [number, number, number];
    if (numbers[1]!.toLowerCase() === 'rgb') channels = [a / 255, b / 255, c / 255];
    else {
      const spread = (b / 100) * Math.min(c / 100, 1 - c / 100);
      channels = [0, 8, 4].map((offset) => {
        const k = (offset + a / 30) % 12;
        return c / 100 - spread * Math.max(-1, Math.min(k - 3, 9 - k, 1));
      });
    }
  }
  const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** Contrast of two colours (1 to 21), or `otherwise` where it cannot be told. */
export const contrast = (one: string, other: string, otherwise: number): number => {
  const [a, b] = [luminance(one), luminance(other)];
  if (a === undefined || b === undefined) return otherwise;
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};

/** Black or white, whichever reads better on a colour. */
export const inkOn = (background: string): string =>
  contrast(background, '#ffffff', 21) >= contrast(background, '#14181d', 1) ? '#ffffff' : '#14181d';

export type Brand = { css: string; background: string; primary: string; secondary: string };

/** A site's branding as CSS custom properties; whatever is not a plain CSS token keeps its default. */
export const brand = (branding: Props, page: Props): Brand => {
  const given = object(branding.colors);
  const typography = object(branding.typography);
  const spacing = object(branding.spacing);
  const radius = object(branding.border_radius);
  const c = Object.fromEntries(
    Object.entries(colours).map(([key, otherwise]) => {
      const value = colour(given[key]);
      return [key, value && value !== 'transparent' ? value : otherwise];
    }),
  ) as typeof colours;
  const background = colour(page.background_color) || c.background;
  const text = contrast(c.text, background, 21) >= 3 ? c.text : inkOn(background);
  const variables: Record<string, string | number> = {
    primary: c.primary,
    'on-primary': inkOn(c.primary),
    secondary: c.secondary,
    'on-secondary': inkOn(c.secondary),
    background,
    surface: c.surface,
    text,
    muted: contrast(c.text_muted, background, 21) >= 4.5 ? c.text_muted : text,
    accent: c.accent,
    danger: c.danger,
    success: c.success,
    link: contrast(c.primary, background, 1) >= 4.5 ? c.primary : text,
    'heading-font': family(typography.heading_font),
    'body-font': family(typography.body_font),
    'font-size': `${number(typography.base_font_size, 12, 24, 17) / 16}rem`,
    'line-height': number(typography.line_height, 1, 2.5, 1.6),
    'heading-weight': number(typography.heading_weight, 100, 900, 700),
    'section-y': cssLength(spacing.section_padding_y) || '88px',
    container: cssLength(page.max_width) || cssLength(spacing.container_max_width) || '1160px',
    'page-padding': cssLength(page.padding) || '0',
    'radius-button': cssLength(radius.button) || '10px',
    'radius-card': cssLength(radius.card) || '16px',
    'radius-input': cssLength(radius.input) || '8px',
    'color-scheme': contrast(background, '#ffffff', 1) > 10 ? 'dark' : 'light',
  };
  const css = Object.entries(variables).map(([key, value]) => `--${key}:${value}`);
  return { css: `:root{${css.join(';')}}`, background, primary: c.primary, secondary: c.secondary };
};
