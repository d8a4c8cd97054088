// docs/benchmarks.md and its plots.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../scripts/lib/paths.ts';
import { type Ratio } from './measure.ts';

type Goal = { max: number } | { min: number };
export type Cell = { value: number; quartiles?: [number, number]; base?: number; unit?: 'ms' | '/s' | ''; goal?: Goal };

export type Section = {
  title: string;
  /** What is divided by what. */
  text: string;
  columns: string[];
  rows: { name: string; cells: (Cell | undefined)[] }[];
  notes?: string[];
  plans?: { title: string; text: string }[];
};

export const cell = ({ ratio, quartiles, base }: Ratio, goal?: Goal): Cell => ({ value: ratio, quartiles, base, goal });

const short = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en-US') : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
const isMet = (value: number, goal: Goal) => ('max' in goal ? value <= goal.max : value >= goal.min);
const goalText = (goal: Goal, unit = '') => ('max' in goal ? `≤ ${short(goal.max)}${unit}` : `≥ ${short(goal.min)}${unit}`);

function shown(each: Cell | undefined): string {
  if (!each) return '';
  const unit = each.unit ? (each.unit === '/s' ? '/s' : ` ${each.unit}`) : '';
  const goal = each.goal ? ` ${isMet(each.value, each.goal) ? '✓' : `✗ (${goalText(each.goal, unit)})`}` : '';
  return `**${each.unit === '' ? String(each.value) : short(each.value)}${unit}**${goal}`;
}

function spread(each: Cell | undefined): string {
  const parts = [
    each?.quartiles && `${short(each.quartiles[0])}–${short(each.quartiles[1])}`,
    each?.base !== undefined && `${each.base < 0.1 ? `${(each.base * 1000).toFixed(0)} µs` : `${short(each.base)} ms`}`,
  ];
  return parts.filter(Boolean).join(', ');
}

const slug = (title: string) => title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

function markdown(section: Section, plot: boolean): string {
  const lines = [`## ${section.title}`, '', section.text, ''];
  lines.push(`| | ${section.columns.join(' | ')} |`, `|---|${section.columns.map(() => '---').join('|')}|`);
  for (const { name, cells } of section.rows) {
    lines.push(`| ${name} | ${section.columns.map((_, i) => [shown(cells[i]), spread(cells[i]) && `<sub>${spread(cells[i])}</sub>`].filter(Boolean).join(' ')).join(' | ')} |`);
  }
  if (plot) lines.push('', `![${section.title}](benchmarks/${slug(section.title)}.svg)`);
  for (const note of section.notes ?? []) lines.push('', note);
  for (const { title, text } of section.plans ?? []) {
    lines.push('', `<details><summary>${title}</summary>`, '', '```text', text.trim(), '```', '', '</details>');
  }
  return lines.join('\n');
}

/** One line a measurement, on a logarithmic scale: the median, the middle half of the rounds, and the goal. */
function svg(section: Section): string | undefined {
  const entries = section.rows.flatMap(({ name, cells }) =>
    cells.flatMap((each, i) => (each?.quartiles ? [{ name: section.columns.length > 1 ? `${name} · ${section.columns[i]}` : name, ...each }] : [])),
  );
  if (entries.length < 2) return undefined;
  const all = entries.flatMap(({ value, quartiles, goal }) => [value, ...quartiles!, ...(goal ? Object.values(goal) : [])]).concat(1);
  const low = Math.log10(Math.min(...all)) - 0.05;
  const high = Math.log10(Math.max(...all)) + 0.05;
  const [left, width, line] = [430, 420, 18];
  const x = (value: number) => (left + ((Math.log10(value) - low) / (high - low)) * width).toFixed(1);
  const height = entries.length * line + 34;
  const ticks = [0.1, 0.2, 0.5, 1, 1.2, 1.5, 2, 3, 5, 10, 100, 1000, 10_000, 100_000, 1_000_000].filter((value) => Math.log10(value) >= low && Math.log10(value) <= high);
  const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 60} ${height}" font-family="system-ui, sans-serif" font-size="11">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...ticks.map((value) => `<path d="M${x(value)} 8V${height - 22}" stroke="${value === 1 ? '#888' : '#e3e3e3'}"/><text x="${x(value)}" y="${height - 8}" text-anchor="middle" fill="#666">${short(value).replace(/\.?0+$/, '') || value}</text>`),
    ...entries.flatMap(({ name, value, quartiles, goal }, i) => {
      const y = 18 + i * line;
      const met = !goal || isMet(value, goal);
      return [
        `<text x="${left - 8}" y="${y + 4}" text-anchor="end" fill="#222">${escape(name)}</text>`,
        `<path d="M${x(quartiles![0])} ${y}H${x(quartiles![1])}" stroke="#9bb8d3" stroke-width="5"/>`,
        goal ? `<path d="M${x(Object.values(goal)[0]!)} ${y - 6}V${y + 6}" stroke="#2a7a3b" stroke-width="2"/>` : '',
        `<circle cx="${x(value)}" cy="${y}" r="4" fill="${met ? '#1f4e79' : '#b3261e'}"/>`,
        `<text x="${left + width + 8}" y="${y + 4}" fill="#222">${short(value)}</text>`,
      ];
    }),
    '</svg>',
    '',
  ].join('\n');
}

export function write(sections: Section[], about: { what: string; postgres: string; seconds: number }): void {
  const folder = path.join(root, 'docs', 'benchmarks');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const goals = sections.flatMap((section) =>
    section.columns.map((column, i) => {
      const withGoal = section.rows.flatMap(({ name, cells }) => (cells[i]?.goal ? [{ name, ...cells[i]! }] : []));
      return { section, column, total: withGoal.length, missed: withGoal.filter(({ value, goal }) => !isMet(value, goal!)).length };
    }),
  ).filter(({ total }) => total > 0);
  const text = [
    '# Benchmarks',
    '',
    `Written by \`npm run bench\`: ${about.what}; ${about.postgres}, ${os.availableParallelism()} shared processors, ${Math.round(about.seconds)} s.`,
    '',
    'Only ratios are worth quoting: each is the median of the ratios of single rounds, in which every variant ran in random order on the same data. Small print: the middle half of the rounds, and the median of what is divided by. ✓ and ✗ compare with the goal.',
    '',
    '- **floor**: the same tables and triggers as the owner, whom no policy binds; the statement names the tenant itself.',
    '- **source design**: tables, keys, indexes, policies and flows of the document Tenantry began from, in a database of its own with the same rows ([bench/source.sql](../bench/source.sql)).',
    '- **in the server**: one execution of the prepared statement, timed by the server. **statement**: from sending it to having the rows, as a client sees it. **request**: begin, role and claims and headers, the request hook, statement, commit; a message each. Of either, the quickest of three in a round.',
    '',
    '| | goals met |',
    '|---|---|',
    ...goals.map(({ section, column, total, missed }) => `| [${section.title}](#${section.title.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-')}): ${column} | ${missed === 0 ? '✓' : '✗'} ${total - missed} of ${total} |`),
    '',
  ];
  for (const section of sections) {
    const plot = svg(section);
    if (plot) fs.writeFileSync(path.join(folder, `${slug(section.title)}.svg`), plot);
    text.push(markdown(section, plot !== undefined), '');
  }
  fs.writeFileSync(path.join(root, 'docs', 'benchmarks.md'), `${text.join('\n').trim()}\n`);
}

/** The same for a terminal. */
export function print(section: Section): void {
  console.log(`\n${section.title}`);
  for (const { name, cells } of section.rows) {
    const parts = cells.map((each, i) => each && `${section.columns[i]} ${shown(each).replaceAll('*', '')} [${spread(each)}]`).filter(Boolean);
    console.log(`  ${name.padEnd(44)} ${parts.join('   ')}`);
  }
}
