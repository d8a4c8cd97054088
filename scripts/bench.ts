import { run } from '../bench/run.ts';
import { command } from './lib/cli.ts';

await command({
  help: `
npm run bench [-- --quick | --full] [<words of questions> …]

Measures what things cost, as ratios to the least they could cost and to the design Tenantry began from, on databases it
makes for itself, and writes docs/benchmarks.md.

  --quick   a tenth of everything, to see that it works; writes nothing
  --full    100,000 tenants instead of 10,000

Words pick questions (rls, growth, source, visits, publishing, rules, quotas, events, credits, apis, sites, …); then nothing is written.
`,
  options: { quick: { type: 'boolean' }, full: { type: 'boolean' } },
  run: ({ quick, full }, words) => run(quick ? 'quick' : full ? 'full' : 'usual', words),
});
