// The page at "/": where everything is, and what to paste first.
import { chartStyle, type Visits, visitsChart } from './chart.ts';
import { demo } from './demo.ts';
import type { Handler } from './gateway.ts';
import { curlCommand, graphqlQuery, supabaseSnippet } from './snippets.ts';

type Options = {
  url: string;
  anonKey: string;
  demoSites?: string[];
  /** Of a demo site, as they are now. */
  visits?: () => Promise<{ name: string; visits: Visits }>;
};

const escape = (text: string) =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
const link = (url: string, text = url) => `<a href="${escape(url)}">${escape(text)}</a>`;
const code = (text: string) => `<pre><code>${escape(text)}</code></pre>`;

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
  pre { overflow: auto; padding: 1rem; border: 1px solid #8884; border-radius: 6px; font-size: .85rem; }
  dt { font-weight: 600; } dd { margin: 0 0 .6rem; }${chartStyle}`;

export function landingPage({ url, anonKey, demoSites, visits }: Options): Handler {
  const page = (chart: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tenantry</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
<h1>Tenantry is running</h1>
<dl>
  <dt>GraphQL</dt><dd>${link(`${url}/graphql/v1`)} — open it in a browser for the explorer</dd>
  <dt>REST, for supabase-js</dt><dd>${link(`${url}/rest/v1/`)}</dd>
  <dt>Edge functions</dt><dd>${escape(url)}/functions/v1/&lt;name&gt;</dd>
  ${demoSites?.length ? `<dt>Published</dt><dd>${demoSites.map((site) => link(site)).join('<br>')}</dd>` : ''}
  ${demoSites ? `<dt>Demo user</dt><dd>${escape(demo.email)}, password ${escape(demo.password)}</dd>` : ''}
</dl>
${chart}
${
  demoSites
    ? `<h2>GraphQL</h2><p>The explorer opens with this query, as the demo user.</p>${code(graphqlQuery)}
<h2>supabase-js</h2>${code(supabaseSnippet({ url, anonKey }))}`
    : `<h2>Key for anonymous requests</h2>${code(anonKey)}`
}
<h2>curl</h2>${code(curlCommand({ url, anonKey }))}
</html>
`;
  return async (req, res) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return res.writeHead(405, { allow: 'GET, HEAD' }).end();
    // where there is nothing to tell, the rest of the page is still of use
    const shown = await visits?.().catch(() => undefined);
    const html = page(shown ? visitsChart(shown.name, shown.visits) : '');
    res.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      'x-content-type-options': 'nosniff',
    });
    res.end(req.method === 'HEAD' ? undefined : html);
  };
}
