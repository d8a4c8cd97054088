import { type Api, startApi } from './lib/api.ts';
import { command, onStop, Problem, step } from './lib/cli.ts';
import { type DatabaseUrls, prepareDatabase, prepareExternal } from './lib/database.ts';
import { demo } from './lib/demo.ts';
import { shown } from './lib/migrate.ts';
import { localServer } from './lib/paths.ts';
import { isFree, removeData, startPostgres } from './lib/postgres.ts';
import { jwtSecret } from './lib/secret.ts';
import { curlCommand, graphqlQuery, inline, supabaseCommand } from './lib/snippets.ts';

await command({
  help: `
npm start [-- --fresh]

Starts everything behind one port: Postgres, the REST and GraphQL APIs, edge functions, published sites. Ctrl-C stops it.

  --fresh   throw the kept data away and begin again
  --demo    with DATABASE_URL: add the demo tenant there too

From the environment:
  PORT           3000 unless set
  HOST           the address to listen on; only this machine's own unless set
  DATABASE_URL   use this server instead of the embedded one; its role becomes the owner. Sign-up and sign-in are then
                 Supabase Auth's, or \`npm run token\`'s
  JWT_SECRET     what tokens are signed with; made once and kept unless set
  and the settings of edge functions: docs/edge-functions.md lists them
`,
  options: { fresh: { type: 'boolean' }, demo: { type: 'boolean' } },
  async run({ fresh, demo: withDemo }) {
    const port = Number(process.env.PORT || 3000);
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      throw new Problem(`PORT has to be a number up to 65535, not "${process.env.PORT}".`);
    if (!(await isFree(port))) {
      throw new Problem(
        `Port ${port} is taken: another \`npm start\` may be running, or another program listens there.\n` +
          `Stop that one, or choose another port: PORT=${port + 1} npm start`,
      );
    }

    const open: (() => Promise<void>)[] = [];
    const close = async () => {
      for (const each of open.splice(0).reverse()) await each();
    };
    let stopping: Promise<void> | undefined;
    onStop(() => {
      console.log('\nStopping …');
      return (stopping ??= close());
    });

    const external = process.env.DATABASE_URL;
    try {
      let urls: DatabaseUrls;
      if (external) {
        if (fresh)
          throw new Problem('--fresh throws away the embedded data only: empty the database of DATABASE_URL yourself.');
        urls = await step(`migrations on ${shown(external)}`, () => prepareExternal(external, { demo: withDemo }));
      } else {
        const { dataDir, database } = localServer;
        if (fresh) await step('old data removed', () => removeData(dataDir));
        const server = await step('Postgres', () => startPostgres({ dataDir, durable: true }));
        open.push(server.stop);
        urls = await step('migrations and demo tenant', () => prepareDatabase(server, { name: database, demo: true }));
      }
      const api = await step('REST, GraphQL, edge functions', () =>
        startApi({ urls, jwtSecret: jwtSecret(), port, localAuth: !external, host: process.env.HOST || undefined, settings: process.env }),
      );
      open.push(api.stop);
      await step('first query', () => firstQuery(api));
      console.log(report(api));
    } catch (error) {
      // what fails while we stop fails because we stop
      if (stopping) return new Promise<never>(() => {});
      await close();
      throw error;
    }
    return new Promise<never>(() => {});
  },
});

async function firstQuery({ url }: Api): Promise<void> {
  const response = await fetch(`${url}/graphql/v1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ plans(first: 1) { nodes { name } } }' }),
  });
  const answer = await response.text();
  if (!answer.includes('"nodes":[{'))
    throw new Problem(`The first query was answered with ${response.status}: ${answer}`);
}

function report(api: Api): string {
  const { url, anonKey, demoSites } = api;
  const addresses = [
    ['start here', `${url}/`],
    ['GraphQL', `${url}/graphql/v1`],
    ['REST', `${url}/rest/v1`],
    ['functions', `${url}/functions/v1`],
    ...(demoSites ?? []).map((site) => ['published', site]),
    ...(demoSites ? [['demo user', `${demo.email}, password ${demo.password}`]] : []),
    ['anon key', anonKey],
  ];
  const snippets = demoSites
    ? `
GraphQL: open ${url}/graphql/v1 in a browser; it is signed in as the demo user. Paste
${inline(graphqlQuery)}

supabase-js, in this folder:
${supabaseCommand(api)}
`
    : `
Tokens for people who have signed up: npm run token -- <email>
`;
  return `
Ready ${(performance.now() / 1000).toFixed(1)} s after the start. Ctrl-C stops everything.

${addresses.map(([name, value]) => `  ${name!.padEnd(11)} ${value}`).join('\n')}
${snippets}
curl:
${curlCommand(api)}
`;
}
