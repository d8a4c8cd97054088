// A11, S1, S2, S3, S4, S6, S7, S8: what several people do to one website at the same moment. Every client is a connection of
// its own; whatever they do, nobody deadlocks, limits hold, and (after the file) no invariant is broken.
import type pg from 'pg';
import { beforeEach, expect, test } from 'vitest';
import { atOnce, CLIENTS, tally, useClients } from './support.ts';

const { owner, request: requestOf, open, doneOrWaiting } = await useClients();
let person = '';
let count = 0;

beforeEach(async () => {
  person = `ann${++count}@a.test`;
  await owner(`select tests.sign_up($1)`, [person]);
});

const plan = (slug: string) => owner(`select tests.on_plan(tests.tenant_of($1), $2)`, [person, slug]);
const request = (sql: string, values: unknown[] = []) => requestOf(person, sql, values);

function refusals(answers: (any[] | string)[]): string[] {
  return answers.filter((answer) => typeof answer === 'string');
}

const website = async () => (await owner(`select tests.website_of($1) as id`, [person]))[0].id as string;

async function addPages(n: number): Promise<string[]> {
  const rows = await owner(
    `insert into pages (tenant_id, website_id, title, slug, status)
     select tests.tenant_of($1), tests.website_of($1), 'Page ' || i, '/page-' || i, 'published' from generate_series(1, $2::int) i returning id`,
    [person, n],
  );
  return rows.map(({ id }) => id);
}

test('S2: publishers at once all succeed, one after the other, and the last one is live', async () => {
  const id = await website();
  const answers = await atOnce(() => request('select * from publish_website($1)', [id]), 3 * CLIENTS);
  expect(refusals(answers)).toEqual([]);
  const deployments = await owner('select id, is_live from deployments where website_id = $1 order by deployed_at desc', [id]);
  expect(deployments).toHaveLength(3 * CLIENTS);
  expect(deployments.map(({ is_live }) => is_live)).toEqual([true, ...Array(3 * CLIENTS - 1).fill(false)]);
  const [host] = await owner(`select deployment_id, serving from private.directory where object_id = $1`, [id]);
  expect(host).toEqual({ deployment_id: deployments[0].id, serving: true });
});

test('S2, S4: publishing and rolling back at once leave one live deployment', async () => {
  const id = await website();
  await atOnce(() => request('select * from publish_website($1)', [id]), 4);
  const ids = (await owner('select id from deployments where website_id = $1', [id])).map((row) => row.id);
  const answers = await atOnce((i) => (i % 2 ? request('select * from publish_website($1)', [id]) : request('select * from rollback_website($1)', [ids[i % 4]])), 32);
  expect(refusals(answers)).toEqual([]);
  expect(await owner('select count(*)::int as live from deployments where website_id = $1 and is_live', [id])).toEqual([{ live: 1 }]);
});

test('S3: a home page taken back before it is published: refused, and what was live stays', async () => {
  const id = await website();
  const [live] = (await request('select id from publish_website($1)', [id])) as any[];
  const commit = await open(['select tests.act_as($1)', [person]], [`update pages set status = 'draft' where website_id = $1 and is_home`, [id]]);
  const published = request('select id from publish_website($1)', [id]);
  await doneOrWaiting(published);
  await commit();
  expect(await published).toBe('no_published_home_page');
  expect(await owner('select id, is_live from deployments where website_id = $1', [id])).toEqual([{ id: live.id, is_live: true }]);
});

test('S3: a page renamed while it is published: its title and the navigation say the same', async () => {
  const id = await website();
  const [live] = (await request('select id from publish_website($1)', [id])) as any[];
  for (const [round, first] of ['publisher', 'editor'].entries()) {
    const rename = `update pages set title = 'Renamed ${round}' where website_id = $1 returning id`;
    // A publisher stops here, past the navigation and short of the pages; an editor before the end of their transaction.
    const go = first === 'editor'
      ? await open(['select tests.act_as($1)', [person]], [rename, [id]])
      : await open(['select from deployments where id = $1 for update', [live.id]]);
    const published = request('select id from publish_website($1)', [id]);
    await doneOrWaiting(published);
    const renamed = first === 'publisher' && request(rename, [id]);
    await go();
    expect(tally([await published])).toEqual({ done: 1 });
    if (renamed) expect(tally([await renamed])).toEqual({ done: 1 });
    const [shown] = await owner(
      `select d.site -> 'navigation' -> 0 ->> 'label' as label, p.title from deployments d join deployment_pages p on p.deployment_id = d.id where d.website_id = $1 and d.is_live`,
      [id],
    );
    expect(shown).toEqual({ label: first === 'editor' ? 'Renamed 1' : 'Home', title: first === 'editor' ? 'Renamed 1' : 'Home' });
  }
});

test('S1: home pages chosen at once leave one, and every page its own address', async () => {
  await plan('growth');
  const pages = await addPages(CLIENTS);
  for (let round = 0; round < 5; round++) {
    const answers = await atOnce((i) => request('select * from set_home_page($1)', [pages[i]]));
    expect(refusals(answers)).toEqual([]);
    const rows = await owner('select slug, is_home from pages where website_id = $1', [await website()]);
    expect(rows.filter((row) => row.is_home)).toEqual([{ slug: '/', is_home: true }]);
    expect(new Set(rows.map((row) => row.slug)).size).toBe(CLIENTS + 1);
  }
});

test('A11: publishing, choosing the home page, adding, deleting, saving and moving at once never deadlock', async () => {
  await plan('pro');
  const id = await website();
  const pages = await addPages(12);
  const acts: ((i: number) => Promise<any[] | string>)[] = [
    () => request('select * from publish_website($1)', [id]),
    (i) => request('select * from set_home_page($1)', [pages[i % 6]]),
    (i) => request(`insert into pages (website_id, title, slug) values ($1, 'New', '/new-' || $2::int)`, [id, i]),
    (i) => request('delete from pages where id = $1 and not is_home', [pages[6 + (i % 6)]]),
    (i) => request('select save_page_version($1)', [pages[i % 6]]),
    (i) => request(`insert into components (page_id, type) values ($1, 'faq')`, [pages[i % 6]]),
    () => request(`select move_component(id) from (select id from components where website_id = $1 order by random() limit 1) c`, [id]),
    (i) => request(`update pages set title = 'T' || $2::int where id = $1`, [pages[i % 6], i]),
    () => request(`update websites set name = 'Renamed' where id = $1`, [id]),
    () => request('select restore_page_version(id) from (select id from page_versions where website_id = $1 order by random() limit 1) v', [id]),
  ];
  const answers = await atOnce((i) => acts[(i * 7) % acts.length](i), 300);
  // A page may be gone that somebody chose; and of a page that two restore, one may find its components changed.
  expect(refusals(answers).filter((reason) => reason !== 'not_found' && !reason.startsWith('23503'))).toEqual([]);
});

test('A11, S6: components appended at once, with keys made here and by browsers: no deadlock', async () => {
  const id = await website();
  const [{ page }] = await owner('select id as page from pages where website_id = $1', [id]);
  const made = (i: number) => (i % 2 ? `''` : 'order_key_between((select max(order_key) from components where page_id = $1), null)');
  for (let round = 0; round < 20; round++) {
    const answers = await atOnce((i) => request(`insert into components (page_id, type, order_key) values ($1, 'faq', ${made(i)})`, [page]));
    // Of two browsers, one may come too late with its key.
    expect(refusals(answers).filter((reason) => !reason.startsWith('23505'))).toEqual([]);
    await owner(`delete from components where page_id = $1 and order_key > 'a4'`, [page]);
  }
});

test('S6: a component removed while it is moved is not there', async () => {
  const [{ id }] = await owner('select id from components where website_id = $1 limit 1', [await website()]);
  const commit = await open(['delete from components where id = $1', [id]]);
  const moved = request('select move_component($1)', [id]);
  await doneOrWaiting(moved);
  await commit();
  expect(await moved).toBe('not_found');
});

test('A11: who may not delete pages holds nobody up by trying', async () => {
  await plan('growth');
  const viewer = `viewer-${person}`;
  await owner('select tests.sign_up($1)', [viewer]);
  const [{ tenant }] = await owner(`select m.tenant_id as tenant, tests.add_member($1, m.tenant_id, 'viewer') from tenant_members m where m.email = $2`, [viewer, person]);
  const end = await open(['select tests.act_as($1, $2)', [viewer, tenant]], ['delete from pages']);
  expect(tally([await requestOf(person, `select set_config('lock_timeout', '1s', true), (publish_website($1)).id`, [await website()])])).toEqual({ done: 1 });
  await end();
});

test('S8: websites made at once stop at the plan', async () => {
  await plan('growth');
  const answers = await atOnce((i) => request('select * from create_website($1)', [`Site ${i}`]), 2 * CLIENTS);
  expect(refusals(answers)).toEqual(Array(2 * CLIENTS - 2).fill('quota_exceeded'));
  expect(await owner('select website_count from usage_counters where tenant_id = tests.tenant_of($1)', [person])).toEqual([{ website_count: 3 }]);
});

test('S8: websites restored at once stop at the plan', async () => {
  await plan('growth');
  const made = await atOnce((i) => request('select id from create_website($1)', [`Site ${i}`]), 2);
  const ids = [await website(), ...made.map((rows) => (rows as any[])[0].id)];
  for (const id of ids) expect(await request('select archive_website($1)', [id])).toHaveLength(1);
  await plan('starter');
  const answers = await atOnce((i) => request('select restore_website($1)', [ids[i % 3]]));
  expect(refusals(answers).every((reason) => reason === 'quota_exceeded')).toBe(true);
  expect(await owner(`select count(*)::int as open from websites where tenant_id = tests.tenant_of($1) and status <> 'archived'`, [person])).toEqual([{ open: 1 }]);
});

test('S8: pages added at once stop at the plan', async () => {
  const id = await website();
  for (let round = 0; round < 5; round++) {
    const answers = await atOnce((i) => request(`insert into pages (website_id, title, slug) values ($1, 'P', '/p-' || $2::int) returning id`, [id, i]), 2 * CLIENTS);
    expect(refusals(answers)).toEqual(Array(2 * CLIENTS - 4).fill('quota_exceeded'));
    expect(await owner('select page_count from websites where id = $1', [id])).toEqual([{ page_count: 5 }]);
    const gone = await atOnce((i) => request('delete from pages where slug = $1 returning id', [`/p-${i}`]), 2 * CLIENTS);
    expect(refusals(gone)).toEqual([]);
    expect(gone.flat()).toHaveLength(4);
  }
});

test('S6: components appended and moved at once all find a place of their own', async () => {
  const [{ id: page }] = await owner('select id from pages where website_id = $1', [await website()]);
  const added = await atOnce(() => request(`insert into components (page_id, type) values ($1, 'faq') returning id`, [page]), 3 * CLIENTS);
  expect(refusals(added)).toEqual([]);
  const ids = added.map((rows) => (rows as any[])[0].id);
  const moved = await atOnce((i) => request('select move_component($1, $2)', [ids[i], i % 3 ? ids[0] : null]).then((answer) => (i === 0 ? [] : answer)), 3 * CLIENTS);
  expect(refusals(moved)).toEqual([]);
  const keys = await owner('select order_key from components where page_id = $1', [page]);
  expect(new Set(keys.map((row) => row.order_key)).size).toBe(5 + 3 * CLIENTS);
});

test('S7: versions saved at once leave exactly as many as the plan keeps', async () => {
  const [{ id: page }] = await owner('select id from pages where website_id = $1', [await website()]);
  const answers = await atOnce((i) => (i % 4 ? request('select save_page_version($1)', [page]) : request('select publish_website($1)', [page]).then(() => [])), 4 * CLIENTS);
  expect(refusals(answers)).toEqual([]);
  expect(await owner('select count(*)::int as kept from page_versions where page_id = $1', [page])).toEqual([{ kept: 5 }]);
});

test('A3: a site published while its tenant is suspended and restored is served exactly when the tenant is active', async () => {
  const id = await website();
  expect(await request('select publish_website($1)', [id])).toHaveLength(1);
  for (let round = 0; round < 5; round++) {
    const status = round % 2 ? 'active' : 'suspended';
    await Promise.all([
      atOnce(() => request('select publish_website($1)', [id])),
      owner(`update tenants set status = $2 where id = tests.tenant_of($1)`, [person, status]),
    ]);
    expect(await owner('select serving from private.directory where object_id = $1', [id])).toEqual([{ serving: status === 'active' }]);
  }
  await owner(`update tenants set status = 'active' where id = tests.tenant_of($1)`, [person]).catch(() => {});
});

test('T2: one host name goes to one website', async () => {
  const answers = await atOnce(async () => {
    try {
      await owner(`insert into websites (tenant_id, name, subdomain) values (tests.tenant_of($1), 'X', 'wanted-name')`, [person]);
      return [];
    } catch (error) {
      return (error as pg.DatabaseError).detail!;
    }
  });
  expect(refusals(answers).every((reason) => reason === 'taken' || reason === 'quota_exceeded')).toBe(true);
  expect(await owner(`select count(*)::int as n from private.directory where key = 'wanted-name.localhost'`)).toEqual([{ n: 0 }]);
  await plan('pro');
  const again = await atOnce(() =>
    owner(`insert into websites (tenant_id, name, subdomain) values (tests.tenant_of($1), 'X', 'wanted-name')`, [person]).then(
      () => [] as any[],
      (error: pg.DatabaseError) => error.detail!,
    ),
  );
  expect(refusals(again)).toEqual(Array(CLIENTS - 1).fill('taken'));
});

test('S3: pages edited while they are published: what navigation says is what is there', async () => {
  await plan('pro');
  const id = await website();
  await addPages(6);
  const edits = (i: number) => request(`update pages set title = 'T' || $2::int, nav_label = 'T' || $2::int, show_in_nav = $3 where website_id = $1 and slug = '/page-' || (1 + $2::int % 6)`, [id, i, i % 2 === 0]);
  const answers = await atOnce((i) => (i % 3 ? edits(i) : request('select * from publish_website($1)', [id])), 90);
  expect(refusals(answers)).toEqual([]);
  const rows = await owner(
    `select d.id from deployments d where d.website_id = $1 and (select coalesce(json_agg(json_build_array(n ->> 'label', n ->> 'href') order by n ->> 'href')::text, '') from json_array_elements(d.site -> 'navigation') n)
       <> (select coalesce(json_agg(json_build_array(p.title, p.slug) order by p.slug)::text, '') from deployment_pages p where p.deployment_id = d.id and p.show_in_nav)`,
    [id],
  );
  expect(rows).toEqual([]);
});

test('S3, S6: a component that its plan does not have shows up while it is published: never in what is', async () => {
  const id = await website();
  await plan('pro');
  const [{ id: block }] = await owner(`insert into components (tenant_id, page_id, type, is_visible) select tenant_id, id, 'custom_html', false from pages where website_id = $1 returning id`, [id]);
  await plan('starter');
  const answers = await atOnce(
    (i) => (i % 2 ? request('update components set is_visible = $2 where id = $1 returning id', [block, i % 4 === 1]) : request('select id from publish_website($1)', [id])),
    48,
  );
  expect(refusals(answers).filter((reason) => reason !== 'plan_required')).toEqual([]);
  expect(await owner(`select id from deployments d join deployment_pages p on p.deployment_id = d.id where d.website_id = $1 and p.content::text like '%custom_html%'`, [id])).toEqual([]);
});

test('S3: a scheduled publication happens once, however many look after it, and whoever else publishes', async () => {
  const id = await website();
  await request(`select publish_website($1, 'Planned', now() + interval '1 hour')`, [id]);
  await owner(`update scheduled_publications set publish_at = now() - interval '1 minute' where website_id = $1`, [id]);
  const answers = await atOnce((i) => (i % 4 === 3 ? request('select id from publish_website($1)', [id]) : owner('select private.maintain_publications()')), 4 * CLIENTS);
  expect(refusals(answers)).toEqual([]);
  await owner('select private.maintain_publications()');
  expect(await owner(`select count(*)::int as planned from deployments where website_id = $1 and notes = 'Planned'`, [id])).toEqual([{ planned: 1 }]);
  expect(await owner('select status from scheduled_publications where website_id = $1', [id])).toEqual([{ status: 'published' }]);
});

test('S3: a website held by somebody else is published the next time, and keeps no other waiting', async () => {
  const other = `other-${person}`;
  await owner('select tests.sign_up($1)', [other]);
  const id = await website();
  for (const each of [person, other]) await requestOf(each, `select publish_website(tests.website_of($1), null, now() + interval '1 hour')`, [each]);
  await owner(`update scheduled_publications set publish_at = now() - interval '1 minute' where status = 'pending'`);
  const end = await open(['select from websites where id = $1 for no key update', [id]]);
  expect(await owner('select private.maintain_publications() as done')).toEqual([{ done: '1' }]);
  await end();
  expect(await owner('select private.maintain_publications() as done')).toEqual([{ done: '1' }]);
  expect(await owner(`select distinct status from scheduled_publications`)).toEqual([{ status: 'published' }]);
});

test('S3: canceled at the moment it is due, it is either canceled or published', async () => {
  const id = await website();
  for (let round = 0; round < 8; round++) {
    await request(`select publish_website($1, $2, now() + interval '1 hour')`, [id, `Round ${round}`]);
    await owner(`update scheduled_publications set publish_at = now() - interval '1 minute' where status = 'pending'`);
    const [, canceled] = await Promise.all([owner('select private.maintain_publications()'), request('select status from cancel_publication($1)', [id])]);
    await owner('select private.maintain_publications()');
    const [{ status }] = await owner('select status from scheduled_publications where notes = $1', [`Round ${round}`]);
    const made = await owner('select id from deployments where notes = $1', [`Round ${round}`]);
    expect([status, made.length]).toEqual(canceled === 'not_found' ? ['published', 1] : ['canceled', 0]);
  }
});

test('S3, S9: archived, restored and downgraded while it is due: published or told why, and nothing else', async () => {
  await plan('growth');
  const id = await website();
  for (let round = 0; round < 6; round++) {
    await request(`select publish_website($1, null, now() + interval '1 hour')`, [id]);
    await owner(`update scheduled_publications set publish_at = now() - interval '1 minute' where status = 'pending'`);
    const answers = await Promise.all([
      owner('select private.maintain_publications()'),
      request('select archive_website($1)', [id]),
      owner(`select tests.on_plan(tests.tenant_of($1), $2)`, [person, round % 2 ? 'starter' : 'pro']),
      request('select restore_website($1)', [id]),
      request('select rollback_website(id) from deployments where website_id = $1 limit 1', [id]),
    ]);
    expect(refusals(answers).filter((reason) => reason !== 'website_archived')).toEqual([]);
    await request('select restore_website($1)', [id]);
    await owner('select private.maintain_publications()');
  }
  const rows = await owner('select distinct status, reason from scheduled_publications where website_id = $1', [id]);
  for (const row of rows) expect(row.reason).toBe(row.status === 'failed' ? 'website_archived' : null);
});

test('S4, S7: publishing and restoring a version at once: each deployment holds one whole state of the page', async () => {
  const id = await website();
  const [{ id: page }] = await owner('select id from pages where website_id = $1', [id]);
  const state = (word: string) => `update components set props = props || jsonb_build_object('heading', '${word}') where page_id = $1 and type in ('hero', 'features')`;
  const versions: string[] = [];
  for (const word of ['left', 'right']) {
    await request(state(word), [page]);
    versions.push(((await request('select id from save_page_version($1)', [page])) as any[])[0].id);
  }
  await plan('pro');
  const answers = await atOnce((i) => (i % 2 ? request('select restore_page_version($1)', [versions[(i >> 1) % 2]]) : request('select id from publish_website($1)', [id])), 40);
  expect(refusals(answers)).toEqual([]);
  const frozen = await owner(
    `select distinct (select string_agg(distinct c -> 'props' ->> 'heading', ' ') from json_array_elements(p.content -> 'components') c where c ->> 'type' in ('hero', 'features')) as words
     from deployment_pages p where p.website_id = $1`,
    [id],
  );
  for (const { words } of frozen) expect(['left', 'right']).toContain(words);
});

test('S5: preview links made at once stop at twenty', async () => {
  const id = await website();
  const answers = await atOnce(() => request('select token from create_preview_link($1)', [id]), 24);
  expect(tally(answers)).toEqual({ done: 20, preview_links_full: 4 });
});
