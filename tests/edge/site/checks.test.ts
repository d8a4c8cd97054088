// S6 and R1 agree: what the database lets into a component's props, and into the other JSON columns, is what the renderer
// shows of them, and no more.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { withClient } from '../../../scripts/lib/migrate.ts';
import { root } from '../../../scripts/lib/paths.ts';
import { colour, cssLength, date, fontName, href, mapFrame, name, src, videoPlayer } from '../../../supabase/functions/site/safe.ts';
import { useDatabase } from '../../run/database.ts';
import { samples, shapes } from './component_samples.ts';

const bad = {
  href: [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example',
    '/\\evil.example',
    'https://a b',
    'https://a"b',
    'a\njavascript:x',
  ],
  colour: ['', 'red;}', 'var(--x)', 'url(x)', '#12', '#1234567', 'rgb(1,2,3', 'rgb(a)', 'expression(1)', '#fff;'],
  font: ['"x', 'a;b', 'Ä', 'url(x)', 'a'.repeat(61), '-a'],
  length: ['', '10', '-1px', 'calc(1px)', '1px;', '99999px', '10pt'],
  video: [
    'http://youtu.be/aqz-KE-bpKQ',
    'https://youtube.com.evil.example/watch?v=aqz-KE-bpKQ',
    'https://evil.example/https://youtu.be/aqz-KE-bpKQ',
    'https://www.youtube.com/watch?v=short',
    'https://vimeo.com/abc',
    'javascript:alert(1)',
  ],
  map: [
    'http://www.google.com/maps/embed?pb=1',
    'https://www.google.com.evil.example/maps/embed?pb=1',
    'https://www.google.com/url?q=x',
    'https://www.openstreetmap.org/',
    'javascript:alert(1)',
  ],
};
const good = {
  href: ['', '/', '/menu', '#a', '?a=b', 'menu', './menu', '/a:b', 'https://x.example/a?b=c:d#e', 'mailto:a@b.c', 'tel:+12'],
  colour: ['transparent', '#fff', '#FFFA', '#1a2b3c', '#1a2b3c80', 'rgb(1, 2, 3)', 'rgba(1,2,3,.5)', 'hsl(210 40% 17% / 50%)'],
  length: ['0', '1px', '80vh', '24rem', '12.5em', '100%', '50svh'],
};

type Check = { key: string; path: string; message: string };
type Type = { type: string; label: string; required_plan: string | null; props: Record<string, unknown>; checks: Check[] };

const everything = { ...samples, ...shapes };

/** The value at a check's key, in a copy of props that has one of everything, replaced. */
function replaced(props: unknown, key: string, value: unknown): unknown {
  const copy = structuredClone(props) as Record<string, unknown>;
  const steps = key.split('.');
  let at: Record<string, unknown> = copy;
  for (const step of steps.slice(0, -1)) {
    const [within, list] = step.split('[');
    at = (list === undefined ? at[within!] : (at[within!] as unknown[])[0]) as Record<string, unknown>;
  }
  const last = steps.at(-1)!;
  // what the example has as null may be null
  if (value === null && at[last] === null) return undefined;
  at[last] = value;
  return copy;
}

/** What must not pass, by the words of the check's message: always null and values of other types, and then the near misses. */
const wrong: [RegExp, unknown[]][] = [
  [/./, [null, ['x', 3]]],
  [/^(?!expected an object)/, [{ a: 1 }]],
  [/an object/, ['text']],
  [/one of/, ['other', '']],
  [/number from/, ['1', -1e9, 1e9]],
  [/whole number/, [20.5]],
  [/true or false/, ['true', 1]],
  [/list/, [[[{}]], [3], Array(200).fill({}), Array(200).fill('x')]],
  [/link|address of a/, bad.href],
  [/address of a/, ['relative.png', 'mailto:a@b.c']],
  [/name of a font/, bad.font],
  [/title of the page/, ['Pizza Palace', '% s']],
  [/an id/, ['', 'mine', '0d6f1b7e2a534a0e9a346a0d3d1f2b11']],
  [/colour/, bad.colour],
  [/CSS length/, bad.length],
  [/YouTube/, bad.video],
  [/OpenStreetMap/, bad.map],
  [/a date/, ['2026-13-01', '01.02.2026', '2026-1-1']],
  [/e-mail/, ['nobody', 'a@b', 'a b@c.d', 'a@b.c\nbcc: x@y.z']],
  [/a name of/, ['Ü', 'a b', '9', 'a'.repeat(41), '']],
  [/not empty/, ['', ' \n']],
];

function* violations(rows: Type[]): Generator<{ type: string; props: unknown; key: string }> {
  for (const { type, checks } of rows) {
    for (const { key, message } of checks) {
      for (const value of wrong.filter(([words]) => words.test(message)).flatMap(([, values]) => values)) {
        const props = replaced(everything[type], key, value);
        if (props !== undefined) yield { type, key, props };
      }
    }
  }
}

const urls = await useDatabase();
const { types, columns, failing } = await withClient(urls.DATABASE_URL, async (client) => {
  const { rows: blocks } = await client.query<Type>(
    'select type, label, required_plan, default_props as props, checks from public.component_types order by type',
  );
  const { rows: columns } = await client.query<Type>(
    `select table_name || '.' || column_name as type, '' as label, null as required_plan, '{}'::jsonb as props, checks from private.json_shapes order by 1`,
  );
  const rows = [...blocks, ...columns];
  const ask = async (cases: { type: string; props: unknown }[]) => {
    const { rows: answers } = await client.query<{ keys: string[] }>(
      `select coalesce(array_agg(k.value ->> 'key') filter (where k.value is not null and jsonb_path_match(c.props, (k.value ->> 'path')::jsonpath) is not true), '{}') as keys
       from unnest($1::text[], $2::jsonb[]) with ordinality c (type, props, position)
       join (select type, checks from public.component_types union all select table_name || '.' || column_name, checks from private.json_shapes) t on t.type = c.type
       left join lateral jsonb_array_elements(t.checks) k on true
       group by c.position order by c.position`,
      [cases.map((each) => each.type), cases.map((each) => JSON.stringify(each.props))],
    );
    return answers.map((answer) => answer.keys);
  };
  const cases = [
    ...rows.map(({ type, props }) => ({ type, props })),
    ...Object.entries(everything).map(([type, props]) => ({ type, props })),
    ...violations(rows),
  ];
  const answers = await ask(cases);
  return { types: blocks, columns, failing: new Map(cases.map((each, i) => [each, answers[i]!])) };
});

describe('component types', () => {
  test('there are 18, and only custom HTML needs a plan', () => {
    expect(types.map(({ type }) => type)).toEqual(Object.keys(samples).sort());
    expect(types.filter((each) => each.required_plan !== null).map((each) => [each.type, each.required_plan])).toEqual([
      ['custom_html', 'pro'],
    ]);
  });

  test('every other column of JSON has an example', () => {
    expect(columns.map(({ type }) => type)).toEqual(Object.keys(shapes).sort());
  });

  test.each([...types, ...columns].map(({ type }) => type))('%s: starter content and the documented example pass every check', (type) => {
    for (const [each, keys] of failing) if (each.type === type && !('key' in each)) expect(keys).toEqual([]);
  });

  test.each([...types, ...columns].map(({ type }) => type))('%s: each check refuses what it is there to refuse', (type) => {
    for (const [each, keys] of failing) {
      if (each.type === type && 'key' in each) expect(keys, JSON.stringify(each.props)).toContain(each.key);
    }
  });

  test('docs/components.md names every prop and what is expected of it', () => {
    const text = fs.readFileSync(path.join(root, 'docs', 'components.md'), 'utf8');
    const [, shared, ...sections] = text.split(/^(?=## Props|### )/m);
    for (const { type, checks } of [...types, ...columns]) {
      const own = sections.find((section) => section.startsWith(`### \`${type}\``)) ?? '';
      for (const { key, message } of checks) {
        expect(own + shared, type).toContain(`| \`${key}\` | ${message.replace('expected ', '')} |`);
      }
    }
  });

  test('every check says what it expected', () => {
    for (const { checks } of [...types, ...columns]) for (const { message } of checks) expect(message).toMatch(/^expected /);
  });
});

describe('the renderer refuses the same', () => {
  test.each([
    ['links', href, bad.href, good.href],
    ['colours', colour, bad.colour, good.colour],
    ['lengths', cssLength, bad.length, good.length],
    ['files', src, [...bad.href, '', 'relative.png', 'mailto:a@b.c'], ['/a.png', 'https://x.example/a.png']],
    ['dates', date, ['2026-13-01', '2026-1-1', ''], ['2026-05-31']],
    ['fonts', fontName, [...bad.font, ''], ['Inter', 'Playfair Display', '3270_x-y']],
    ['names', name, ['Ü', 'a b', '9', 'a'.repeat(41), ''], ['menu', 'our-menu_2']],
  ])('%s', async (_, allow, refused, allowed) => {
    for (const value of refused) expect(allow(value), value).toBe('');
    for (const value of allowed) expect(allow(value), value).toBe(value);
  });

  test('videos and maps', () => {
    for (const url of bad.video) expect(videoPlayer(url), url).toBeUndefined();
    for (const url of bad.map) expect(mapFrame(url, '', 1), url).toBeUndefined();
  });

  test('and the database allows what it shows', async () => {
    const cases = [
      ...good.href.map((value) => ['cta', { cta_primary_href: value }]),
      ...good.colour.map((value) => ['cta', { background_color: value }]),
      ...good.length.map((value) => ['hero', { min_height: value }]),
      ...['/a.png', 'https://x.example/a.png', ''].map((value) => ['gallery', { images: [{ url: value }] }]),
    ] as [string, unknown][];
    const { rows } = await withClient(urls.DATABASE_URL, (client) =>
      client.query(
        `select c.props, k.value ->> 'key' as key
         from unnest($1::text[], $2::jsonb[]) c (type, props)
         join public.component_types t on t.type = c.type
         cross join lateral jsonb_array_elements(t.checks) k
         where jsonb_path_match(c.props, (k.value ->> 'path')::jsonpath) is not true`,
        [cases.map(([type]) => type), cases.map(([, props]) => JSON.stringify(props))],
      ),
    );
    expect(rows).toEqual([]);
  });
});
