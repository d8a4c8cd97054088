// Builds the databases, asks every question, writes docs/benchmarks.md.
import fs from 'node:fs';
import path from 'node:path';
import { step } from '../scripts/lib/cli.ts';
import { cloneDatabase, createDatabase, type DatabaseUrls, prepareDatabase } from '../scripts/lib/database.ts';
import { withClient } from '../scripts/lib/migrate.ts';
import { startPostgres } from '../scripts/lib/postgres.ts';
import { fill } from './data.ts';
import { now, TIMED } from './measure.ts';
import { events } from './questions/events.ts';
import { credits } from './questions/credits.ts';
import { apis, sites, startServers } from './questions/http.ts';
import { quota } from './questions/quota.ts';
import { manyTenants, rlsCost } from './questions/rls.ts';
import { againstSource, growth } from './questions/scale.ts';
import { publishing, rules, visits } from './questions/websites.ts';
import { print, type Section, write } from './report.ts';

type Urls = Required<DatabaseUrls>;
export type Bench = {
  quick: boolean;
  tenants: { small: number; big: number };
  /** Tenants that send requests: the same ones in every database. */
  active: number;
  /** Ours with few tenants and with many. */
  small: Urls;
  big: Urls;
  /** The source design, as a superuser who takes its role. */
  source: string;
  /** How many rounds of what a full run does this many of. */
  count(rounds: number): number;
};

/** What a question has inserted goes, so that the next one finds the same rows everywhere. */
async function tidy({ small, big, source }: Bench): Promise<void> {
  for (const url of [small.ROOT_DATABASE_URL, big.ROOT_DATABASE_URL]) {
    await withClient(url, async (client) => {
      await client.query(`
        set session_replication_role = replica;
        delete from public.components where order_key like 'g%';
        delete from public.pages where slug like '/new-%';
        update public.websites w set page_count = n.pages
        from (select p.tenant_id, p.website_id, count(*) as pages from public.pages p group by 1, 2) n
        where n.tenant_id = w.tenant_id and n.website_id = w.id and w.page_count <> n.pages;
        reset session_replication_role`);
      await client.query('vacuum analyze public.pages, public.components, public.websites');
    });
  }
  await withClient(source, async (client) => {
    await client.query(`delete from components where order_key like 'g%'`);
    await client.query('vacuum analyze components');
  });
}

/** `scale`: quick only shows that everything works; full takes a quarter of an hour. `only`: words of the questions' names. */
export async function run(scale: 'quick' | 'usual' | 'full', only: string[]): Promise<void> {
  const begin = now();
  const quick = scale === 'quick';
  const tenants = { quick: { small: 200, big: 1000 }, usual: { small: 1000, big: 10_000 }, full: { small: 1000, big: 100_000 } }[scale];
  const active = quick ? 100 : 1000;
  const server = await step('Postgres', () => startPostgres({ durable: false }));
  try {
    await step('migrations', () => prepareDatabase(server, { name: 'migrated' }));
    const prepare = async (name: string, count: number) => {
      const urls = await cloneDatabase(server, { template: 'migrated', name });
      await fill(urls.ROOT_DATABASE_URL, 'ours', { tenants: count, active });
      await withClient(urls.ROOT_DATABASE_URL, (client) => client.query(TIMED));
      return urls;
    };
    const prepareSource = async () => {
      const { ROOT_DATABASE_URL } = await createDatabase(server, 'source');
      const blocks = await withClient(small.DATABASE_URL, async (client) => (await client.query(`
        select json_agg(json_build_object('type', type, 'props', props) order by order_key) as blocks
        from public.components where page_id = md5('page 1 1 1')::uuid`)).rows[0].blocks);
      await withClient(ROOT_DATABASE_URL, (client) => client.query(`${fs.readFileSync(path.join(import.meta.dirname, 'source.sql'), 'utf8')}; ${TIMED}`));
      await fill(ROOT_DATABASE_URL, 'source', { tenants: tenants.big, active }, { blocks: JSON.stringify(blocks) });
      return ROOT_DATABASE_URL;
    };
    const small = await step(`ours, ${tenants.small} tenants`, () => prepare('small', tenants.small));
    const big = await step(`ours, ${tenants.big} tenants`, () => prepare('big', tenants.big));
    const source = await step(`source design, ${tenants.big} tenants`, prepareSource);
    const bench: Bench = { quick, tenants, active, small, big, source, count: (rounds) => (quick ? Math.ceil(rounds / 10) : rounds) };

    const sections: Section[] = [];
    const ask = async (name: string, question: () => Promise<Section>) => {
      if (only.length > 0 && !only.some((word) => name.includes(word))) return;
      const section = await step(name, question);
      await tidy(bench);
      print(section);
      sections.push(section);
    };
    await ask('row-level security', () => rlsCost(bench));
    await ask('many tenants', () => manyTenants(bench));
    await ask('growth', () => growth(bench));
    await ask('source design', () => againstSource(bench));
    await ask('visits', () => visits(bench));
    await ask('publishing', () => publishing(bench));
    await ask('rules', () => rules(bench));
    await ask('quotas', () => quota(bench));
    await ask('events', () => events(bench));
    await ask('credits', () => credits(bench));
    if (only.length === 0 || only.some((word) => 'apis sites'.includes(word))) {
      const servers = await step('APIs', () => startServers(bench));
      try {
        await ask('apis', () => apis(bench, servers));
        await ask('sites', () => sites(bench, servers));
      } finally {
        await servers.stop();
      }
    }

    const { rows: [{ version }] } = await withClient(big.DATABASE_URL, (client) => client.query(`select split_part(version(), ' ', 2) as version`));
    if (only.length > 0 || quick) return console.log('\nNot written: docs/benchmarks.md comes from a whole run of the usual size or more.');
    write(sections, {
      what: `${tenants.small.toLocaleString('en-US')} and ${tenants.big.toLocaleString('en-US')} tenants, ${(tenants.big * 60).toLocaleString('en-US')} components`,
      postgres: `Postgres ${version}`,
      seconds: (now() - begin) / 1000,
    });
    console.log('\nWritten: docs/benchmarks.md');
  } finally {
    await step('stopping', server.stop);
  }
}
