// A website's visits as a picture: bars a day, without a script, readable by eye, by keyboard and by screen reader.

/** What website_analytics answers, as far as it is shown. */
export type Visits = {
  page_views: number;
  unique_visitors: number;
  sessions: number;
  bounce_rate: number | null;
  days: { date: string; page_views: number; unique_visitors: number }[];
  top_pages: { slug: string; views: number }[];
  referrers: { name: string; sessions: number }[];
};

const escape = (text: string) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
const number = (value: number) => value.toLocaleString('en-US');
const day = (date: string) => new Date(`${date}T00:00Z`).toLocaleDateString('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });

/** The least of 1, 2, 2.5 or 5 with zeros behind it that four steps of reach. */
function stepFor(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most / 4, 1)));
  return [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => Number.isInteger(each) && each * 4 >= most)!;
}

export function visitsChart(name: string, visits: Visits): string {
  const { days } = visits;
  const [width, height, left, bottom, top] = [720, 220, 36, 24, 8];
  const step = stepFor(Math.max(...days.map((each) => each.page_views)));
  const scale = (height - bottom - top) / (4 * step);
  const slot = (width - left) / days.length;
  const y = (value: number) => (height - bottom - value * scale).toFixed(1);
  const bar = (value: number, i: number, kind: string, share: number) =>
    value > 0 ? `<rect class="${kind}" x="${(left + i * slot + (slot * (1 - share)) / 2).toFixed(1)}" y="${y(value)}" width="${(slot * share).toFixed(1)}" height="${(value * scale).toFixed(1)}"/>` : '';
  const lines = [0, 1, 2, 3, 4].map(
    (n) => `<path d="M${left} ${y(n * step)}H${width}"/><text x="${left - 6}" y="${y(n * step)}" dy=".32em" text-anchor="end">${number(n * step)}</text>`,
  );
  const every = Math.ceil(days.length / 6);
  const dates = days.map(({ date }, i) =>
    i % every === 0 ? `<text x="${(left + (i + 0.5) * slot).toFixed(1)}" y="${height - 6}" text-anchor="middle">${day(date)}</text>` : '',
  );
  const bars = days.map(
    ({ date, page_views, unique_visitors }, i) =>
      `<g><title>${day(date)}: ${number(page_views)} views, ${number(unique_visitors)} visitors</title>${bar(page_views, i, 'views', 0.8)}${bar(unique_visitors, i, 'visitors', 0.4)}</g>`,
  );
  const first = days[0]!.date;
  const last = days.at(-1)!.date;
  const summary = `${number(visits.page_views)} page views in ${number(visits.sessions)} sessions from ${day(first)} to ${day(last)}`;
  const list = (title: string, entries: [string, number][]) =>
    `<div><h3>${title}</h3><ol>${entries.slice(0, 5).map(([what, count]) => `<li>${escape(what)} <b>${number(count)}</b></li>`).join('')}</ol></div>`;
  return `<section class="visits" aria-labelledby="visits">
<h2 id="visits">Visits to ${escape(name)}</h2>
<p>${summary}${visits.bounce_rate === null ? '' : `; ${Math.round(visits.bounce_rate)} % of the sessions had a single view`}.</p>
<p class="key"><span class="views"></span> page views <span class="visitors"></span> visitors of the day</p>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="visits-title visits-text">
<title id="visits-title">Visits to ${escape(name)}, day by day</title>
<desc id="visits-text">${summary}. The numbers stand in the table below.</desc>
<g class="grid">${lines.join('')}${dates.join('')}</g>
${bars.join('\n')}
</svg>
<details><summary>The numbers</summary>
<table><thead><tr><th scope="col">Day</th><th scope="col">Page views</th><th scope="col">Visitors</th></tr></thead>
<tbody>${days.map((each) => `<tr><th scope="row">${day(each.date)}</th><td>${number(each.page_views)}</td><td>${number(each.unique_visitors)}</td></tr>`).join('')}</tbody></table>
</details>
<div class="lists">${list('Pages', visits.top_pages.map(({ slug, views }) => [slug, views]))}${list('Where sessions came from', visits.referrers.map((each) => [each.name, each.sessions]))}</div>
</section>`;
}

export const chartStyle = `
  .visits svg { width: 100%; height: auto; font-size: 11px; }
  .visits .grid path { stroke: #8884; } .visits .grid text { fill: currentColor; opacity: .75; }
  .visits .views { fill: #7ba7d0; background: #7ba7d0; } .visits .visitors { fill: #1f4e79; background: #1f4e79; }
  .visits .key span { display: inline-block; width: .8em; height: .8em; margin-left: 1em; } .visits .key span:first-child { margin-left: 0; }
  .visits table { border-collapse: collapse; } .visits th, .visits td { text-align: right; padding: 0 1rem 0 0; font-weight: 400; }
  .visits .lists { display: flex; flex-wrap: wrap; gap: 0 3rem; } .visits h3 { font-size: 1rem; margin: .8rem 0 .2rem; } .visits ol { margin: 0; padding-left: 1.4rem; }
  @media (prefers-color-scheme: dark) { .visits .views { fill: #3d6f9f; background: #3d6f9f; } .visits .visitors { fill: #a8cdf0; background: #a8cdf0; } }`;
