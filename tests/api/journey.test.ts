// S3, S4, S5: the main job from end to end, the same through either API: sign up, edit, publish, visit, change, roll back.
import { describe, expect, test } from 'vitest';
import { client, graphql, type Person, signUp, useApi, visit } from './support.ts';

const api = await useApi();

type Component = { id: string; type: string; props: Record<string, unknown> };

/** What a website builder does, in the words of one API. */
type Builder = {
  tenant(): Promise<{ id: string; name: string; status: string }>;
  homePage(): Promise<{ id: string; components: Component[] }>;
  setProps(component: string, props: Record<string, unknown>): Promise<void>;
  addComponent(page: string, type: string, props: Record<string, unknown>): Promise<Component>;
  publish(notes?: string): Promise<{ id: string; is_live: boolean }>;
  snapshot(deployment: string): Promise<unknown>;
  rollback(deployment: string): Promise<{ id: string; is_live: boolean }>;
  deployments(): Promise<{ id: string; is_live: boolean }[]>;
};

const throughSupabase = (person: Person): Builder => {
  const { db, website } = person;
  const ok = <T>({ data, error }: { data: T; error: unknown }): NonNullable<T> => {
    if (error) throw new Error(JSON.stringify(error));
    return data as NonNullable<T>;
  };
  return {
    async tenant() {
      return ok(await db.from('tenants').select('id, name, status').single());
    },
    async homePage() {
      return ok(
        await db
          .from('pages')
          .select('id, components(id, type, props)')
          .eq('slug', '/')
          .order('order_key', { referencedTable: 'components' })
          .single(),
      );
    },
    async setProps(id, props) {
      ok(await db.from('components').update({ props }).eq('id', id).select('id').single());
    },
    async addComponent(page_id, type, props) {
      return ok(await db.from('components').insert({ page_id, type, props }).select('id, type, props').single());
    },
    async publish(notes) {
      return ok(await db.rpc('publish_website', { website, notes }).select('id, is_live').single()) as never;
    },
    async snapshot(deployment) {
      return ok(await db.from('deployments').select('snapshot_json').eq('id', deployment).single()).snapshot_json;
    },
    async rollback(deployment) {
      return ok(await db.rpc('rollback_website', { deployment }).select('id, is_live').single()) as never;
    },
    async deployments() {
      return ok(await db.from('deployments').select('id, is_live').order('deployed_at'));
    },
  };
};

const throughGraphql = (person: Person): Builder => {
  const { get, website } = person;
  return {
    async tenant() {
      return (await get('{ me { activeTenant { id name status } } }')).me.activeTenant;
    },
    async homePage() {
      const { website: site } = await get(
        `query ($website: UUID!) {
          website(id: $website) { pages { nodes { id isHome components(orderBy: ORDER_KEY_ASC) { nodes { id type props } } } } }
        }`,
        { website },
      );
      const home = site.pages.nodes.find((page: { isHome: boolean }) => page.isHome);
      return { id: home.id, components: home.components.nodes };
    },
    async setProps(id, props) {
      await get(
        'mutation ($id: UUID!, $props: JSON!) { updateComponent(input: { id: $id, patch: { props: $props } }) { component { id } } }',
        { id, props },
      );
    },
    async addComponent(page, type, props) {
      const { createComponent } = await get(
        `mutation ($page: UUID!, $type: String!, $props: JSON!) {
          createComponent(input: { component: { pageId: $page, type: $type, props: $props } }) { component { id type props } }
        }`,
        { page, type, props },
      );
      return createComponent.component;
    },
    async publish(notes) {
      const { publishWebsite } = await get(
        `mutation ($website: UUID!, $notes: String) {
          publishWebsite(input: { website: $website, notes: $notes }) { deployment { id is_live: isLive } }
        }`,
        { website, notes },
      );
      return publishWebsite.deployment;
    },
    async snapshot(id) {
      return (await get('query ($id: UUID!) { deployment(id: $id) { snapshotJson } }', { id })).deployment.snapshotJson;
    },
    async rollback(deployment) {
      const { rollbackWebsite } = await get(
        'mutation ($deployment: UUID!) { rollbackWebsite(input: { deployment: $deployment }) { deployment { id is_live: isLive } } }',
        { deployment },
      );
      return rollbackWebsite.deployment;
    },
    async deployments() {
      return (await get('{ deployments { nodes { id is_live: isLive } } }')).deployments.nodes;
    },
  };
};

describe.each([
  ['supabase-js', throughSupabase],
  ['GraphQL', throughGraphql],
])('through %s', (name, through) => {
  test('sign up, edit, publish, visit, change, publish, roll back', async () => {
    const person = await signUp(api, `builder-${name.toLowerCase()}`);
    const builder = through(person);
    const page = () => visit(api, `${person.subdomain}.localhost`);

    // everybody begins with an active tenant and a draft website whose home page has the five usual components
    expect(await builder.tenant()).toMatchObject({ id: person.tenant, status: 'active' });
    const home = await builder.homePage();
    expect(home.components.map(({ type }) => type)).toEqual(['navbar', 'hero', 'features', 'gallery', 'footer']);
    expect((await page()).status).toBe(404);

    // an edited and an added component go live together
    const hero = home.components[1]!;
    await builder.setProps(hero.id, { ...hero.props, heading: 'First heading' });
    const text = await builder.addComponent(home.id, 'rich_text', { content: '<p>Baked at dawn</p>' });
    expect((await page()).status).toBe(404);
    const first = await builder.publish('first');
    expect(first.is_live).toBe(true);
    expect(await builder.snapshot(first.id)).toMatchObject({ websiteId: person.website, pages: [{ slug: '/' }] });
    const live = await page();
    expect(live.status).toBe(200);
    expect(live.headers['content-type']).toMatch(/text\/html/);
    expect(live.body).toContain('First heading');
    expect(live.body).toContain('Baked at dawn');

    // a draft shows to nobody until it is published
    await builder.setProps(hero.id, { ...hero.props, heading: 'Second heading' });
    expect((await page()).body).toContain('First heading');
    const second = await builder.publish();
    expect((await page()).body).toContain('Second heading');

    // back, and the draft stays
    expect(await builder.rollback(first.id)).toEqual({ id: first.id, is_live: true });
    expect((await page()).body).toContain('First heading');
    const draft = (await builder.homePage()).components;
    expect(draft.find(({ id }) => id === hero.id)!.props.heading).toBe('Second heading');
    expect(draft.some(({ id }) => id === text.id)).toBe(true);
    expect(new Map((await builder.deployments()).map(({ id, is_live }) => [id, is_live]))).toEqual(
      new Map([
        [first.id, true],
        [second.id, false],
      ]),
    );
  });
});

describe('the journey is closed to others', async () => {
  const owner = await signUp(api, 'owner');
  const other = await signUp(api, 'other');
  const home = await throughSupabase(owner).homePage();
  const hero = home.components[1]!.id;
  const deployment = (await throughSupabase(owner).publish()).id;
  const before = (await visit(api, `${owner.subdomain}.localhost`)).body;

  const nobody = client(api);
  const refusedRest = (db: typeof nobody) => [
    () =>
      db
        .from('components')
        .update({ props: { heading: 'Mine' } })
        .eq('id', hero)
        .select()
        .single(),
    () => db.from('components').delete().eq('id', hero).select().single(),
    () => db.from('components').insert({ page_id: home.id, type: 'cta', props: {} }).select().single(),
    () => db.from('pages').insert({ website_id: owner.website, title: 'Mine', slug: '/mine' }).select().single(),
    () => db.from('websites').update({ name: 'Mine' }).eq('id', owner.website).select().single(),
    () => db.from('websites').select().eq('id', owner.website).single(),
    () => db.from('deployments').insert({ website_id: owner.website }).select().single(),
    () => db.rpc('publish_website', { website: owner.website }),
    () => db.rpc('rollback_website', { deployment }),
  ];

  test.each([
    ['another tenant', () => other.db],
    ['nobody', () => nobody],
  ])('%s is refused through REST', async (_, db) => {
    for (const attempt of refusedRest(db())) {
      const { data, error } = await attempt();
      expect(data, String(attempt)).toBeNull();
      expect(error, String(attempt)).not.toBeNull();
    }
  });

  const refusedGraphql = [
    [
      'mutation ($hero: UUID!) { updateComponent(input: { id: $hero, patch: { props: {} } }) { clientMutationId } }',
      'updateComponent',
    ],
    ['mutation ($hero: UUID!) { deleteComponent(input: { id: $hero }) { clientMutationId } }', 'deleteComponent'],
    [
      'mutation ($page: UUID!) { createComponent(input: { component: { pageId: $page, type: "cta" } }) { clientMutationId } }',
      'createComponent',
    ],
    [
      'mutation ($site: UUID!) { createPage(input: { page: { websiteId: $site, title: "Mine", slug: "/mine" } }) { clientMutationId } }',
      'createPage',
    ],
    [
      'mutation ($site: UUID!) { updateWebsite(input: { id: $site, patch: { name: "Mine" } }) { clientMutationId } }',
      'updateWebsite',
    ],
    ['mutation ($site: UUID!) { publishWebsite(input: { website: $site }) { clientMutationId } }', 'publishWebsite'],
    [
      'mutation ($deployment: UUID!) { rollbackWebsite(input: { deployment: $deployment }) { clientMutationId } }',
      'rollbackWebsite',
    ],
  ] as const;

  test.each([
    ['another tenant', () => other.headers],
    ['nobody', () => ({})],
  ])('%s is refused through GraphQL', async (_, headers) => {
    for (const [query, field] of refusedGraphql) {
      const answer = await graphql(api, query, { hero, page: home.id, site: owner.website, deployment }, headers());
      expect(answer.data?.[field], field).toBeNull();
      expect(answer.errors?.[0]?.extensions.code, field).toMatch(/^(PT40[134]|42501|23503)$/);
    }
    const read = await graphql(
      api,
      'query ($site: UUID!) { website(id: $site) { id } }',
      { site: owner.website },
      headers(),
    );
    expect(read.data.website).toBeNull();
  });

  test('nothing has changed', async () => {
    expect((await visit(api, `${owner.subdomain}.localhost`)).body).toBe(before);
    expect((await throughSupabase(owner).homePage()).components).toEqual(home.components);
  });
});
