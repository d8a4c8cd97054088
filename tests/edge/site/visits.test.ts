// S5 through everything there is: the demo site by host, as visitors get it from the gateway, the edge function, PostgREST
// and the database.
import { beforeAll, describe, expect, test } from 'vitest';
import { scriptAddress } from '../../../supabase/functions/site/track.ts';
import { withClient } from '../../../scripts/lib/migrate.ts';
import { type Person, signUp, useApi, visit } from '../../api/support.ts';
import { type Element, readHtml } from './read_html.ts';

const api = await useApi({ demo: true });
const owner = <Row extends object>(sql: string, values: unknown[] = []) =>
  withClient(api.urls.DATABASE_URL, async (client) => (await client.query<Row & Record<string, never>>(sql, values)).rows);
const [demo] = await owner<{ host: string }>(`select subdomain || '.localhost' as host from public.websites`);
const host = demo!.host;

const named = (elements: Element[], name: string) => elements.filter((each) => each.name === name);
const submit = (body: string, headers = {}) => ({ method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } });
const cookieOf = (headers: Record<string, unknown>) => (headers['set-cookie'] as string[])[0]!.split(';')[0]!;

describe('the demo site', () => {
  test.each(['/', '/menu', '/contact'])('shows %s', async (path) => {
    const { status, headers, body } = await visit(api, host, path);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=0, must-revalidate');
    const elements = readHtml(body);
    expect(named(elements, 'h1')).toHaveLength(1);
    expect(named(elements, 'nav')[0]!.attributes['aria-label']).toBe('Main');
    expect(elements.find((each) => each.attributes['aria-current'] === 'page')?.attributes.href).toBe(path);
  });

  test('names nobody whom its forms write to', async () => {
    const { body } = await visit(api, host, '/contact');
    expect(named(readHtml(body), 'form')).toHaveLength(1);
    expect(body.replaceAll('mailto:hello@pizzapalace.example', '').replaceAll('>hello@pizzapalace.example<', '')).not.toContain(
      'hello@pizzapalace.example',
    );
  });

  test('is sent once as long as it stays the same', async () => {
    const etag = (await visit(api, host)).headers.etag!;
    const again = await visit(api, host, '/', { headers: { 'if-none-match': etag } });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  test('has no page where there is none, and no other method', async () => {
    const missing = await visit(api, host, '/nope');
    expect(missing.status).toBe(404);
    expect(missing.body).toContain('Pizza Palace');
    expect((await visit(api, host, '/', { method: 'PUT' })).status).toBe(405);
    expect((await visit(api, 'nobody-here.localhost')).status).toBe(404);
  });

  test('hides its club behind a password', async () => {
    const asked = await visit(api, host, '/tasting-club');
    expect([asked.status, asked.headers['cache-control']]).toEqual([401, 'private, no-store']);
    expect(asked.body).not.toContain('twelve tomatoes, blind');
    expect((await visit(api, host, '/tasting-club', submit('password=wrong'))).status).toBe(401);
    const opened = await visit(api, host, '/tasting-club', submit('password=margherita'));
    expect([opened.status, opened.headers['cache-control']]).toEqual([200, 'private, no-store']);
    expect(opened.body).toContain('twelve tomatoes, blind');
    expect((await visit(api, host, '/tasting-club')).status).toBe(401);

    const again = await visit(api, host, '/tasting-club', { headers: { cookie: cookieOf(opened.headers) } });
    expect([again.status, again.headers['cache-control']]).toEqual([200, 'private, no-store']);
    expect(again.body).toContain('twelve tomatoes, blind');
    expect((await visit(api, host, '/tasting-club', { headers: { cookie: cookieOf(opened.headers).slice(0, -1) } })).status).toBe(401);
  });

  test('tells search engines what is in the navigation', async () => {
    const { body } = await visit(api, host, '/sitemap.xml');
    expect(body).toContain('/menu</loc>');
    expect(body).not.toContain('tasting-club');
    expect((await visit(api, host, '/robots.txt')).body).toContain('sitemap.xml');
  });
});

describe('a site of one’s own', () => {
  let person: Person;
  let home: string;
  const page = (path = '/', options = {}) => visit(api, `${person.subdomain}.localhost`, path, options);
  /** What somebody sees who just visits. */
  const seen = async () => {
    const { status, body } = await page('/', { headers: { 'cache-control': '' } });
    return `${status} ${/(?:First|Second|Third) words/.exec(body)?.[0] ?? ''}`;
  };
  const publish = async () => {
    const { data, error } = await person.db.rpc('publish_website', { website: person.website }).select('id').single();
    if (error) throw new Error(error.message);
    return (data as { id: string }).id;
  };
  const setHeading = (heading: string) =>
    person.db.from('components').update({ props: { heading } }).eq('page_id', home).eq('type', 'hero').throwOnError();

  beforeAll(async () => {
    person = await signUp(api, 'visited');
    home = (await person.db.from('pages').select('id').single().throwOnError()).data!.id;
    await owner(`update public.tenants set plan_id = (select id from public.plans where slug = 'pro') where id = $1`, [
      person.tenant,
    ]);
  });

  test('a draft shows to nobody; publishing and rolling back show at once to who reloads, and the tag goes with them', async () => {
    expect((await page()).status).toBe(404);
    await setHeading('First words');
    const first = await publish();
    const one = await page();
    await setHeading('Second words');
    expect((await page('/', { headers: { 'if-none-match': one.headers.etag! } })).status).toBe(304);
    await publish();
    const two = await page('/', { headers: { 'if-none-match': one.headers.etag! } });
    expect(two.status).toBe(200);
    expect(two.body).toContain('Second words');
    await person.db.rpc('rollback_website', { deployment: first }).throwOnError();
    const back = await page('/', { headers: { 'if-none-match': two.headers.etag! } });
    expect(back.body).toContain('First words');
    expect(back.headers.etag).toBe(one.headers.etag);
  });

  test('who just visits sees what is published, and what is suspended, soon after', async () => {
    await expect.poll(seen, { timeout: 10_000 }).toBe('200 First words');
    await setHeading('Third words');
    await publish();
    await expect.poll(seen, { timeout: 10_000 }).toBe('200 Third words');
    await owner(`update public.websites set status = 'suspended' where id = $1`, [person.website]);
    await expect.poll(seen, { timeout: 10_000 }).toBe('403 ');
    await owner(`update public.websites set status = 'published' where id = $1`, [person.website]);
    await expect.poll(seen, { timeout: 10_000 }).toBe('200 Third words');
  });

  test('a preview link shows the draft on the site’s own address, until it is deleted', async () => {
    const guest = () => ({ headers: { cookie } });
    const { data } = await person.db.rpc('create_preview_link', { website: person.website, expires_in: '1 hour' }).single().throwOnError();
    const link = data as { token: string; host: string; preview_link: { id: string } };
    expect(link.host).toBe(`${person.subdomain}.localhost`);
    const entered = await page(`/?preview=${link.token}`);
    expect([entered.status, entered.headers.location]).toEqual([303, '/']);
    const cookie = cookieOf(entered.headers);
    await setHeading('Draft words');
    const shown = await page('/', guest());
    expect(shown.body).toContain('Draft words');
    expect(shown.body).toContain('Preview: not published yet');
    expect(shown.headers).toMatchObject({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex, nofollow' });
    expect((await page()).body).not.toContain('Draft words');
    expect((await page('/nope', guest())).status).toBe(404);

    await owner(`update public.tenants set status = 'suspended' where id = $1`, [person.tenant]);
    const dark = await page('/', guest());
    expect([dark.status, dark.body.includes('words')]).toEqual([403, false]);
    await owner(`update public.tenants set status = 'active' where id = $1`, [person.tenant]);
    expect((await visit(api, host, '/', { headers: { cookie } })).body).not.toContain('Draft words');

    await person.db.from('preview_links').delete().eq('id', link.preview_link.id).throwOnError();
    const over = await page('/', guest());
    expect([over.status, over.body.includes('This preview has ended'), over.body.includes('words')]).toEqual([404, true, false]);
  });

  test('what is hostile on its way past the checks stays text', async () => {
    await person.db
      .from('components')
      .insert({ page_id: home, type: 'faq', props: { items: [{ question: '"><script>alert(1)</script>', answer: '</style>' }] } })
      .throwOnError();
    await person.db
      .from('websites')
      .update({ name: '</title><script>', seo_defaults: { description: '"><script>' }, branding_config: { colors: { mine: 'red;}</style><script>' } } })
      .eq('id', person.website)
      .throwOnError();
    await publish();
    const elements = readHtml((await page()).body);
    expect(named(elements, 'script').map(({ attributes, text }) => [attributes.src, text])).toEqual([[scriptAddress, '']]);
    expect(named(elements, 'summary')[0]!.text.trim()).toBe('"><script>alert(1)</script>');
  });

  test('its own HTML comes in a frame by itself', async () => {
    const { data } = await person.db
      .from('components')
      .insert({ page_id: home, type: 'custom_html', props: { html: '<script>document.title = origin</script>' } })
      .select('id')
      .single()
      .throwOnError();
    await publish();
    const { body } = await page();
    expect(body).not.toContain('document.title');
    const [frame] = named(readHtml(body), 'iframe');
    expect(frame!.attributes.src).toBe(`/?block=${data!.id}`);
    const inside = await page(frame!.attributes.src);
    expect(inside.status).toBe(200);
    expect(inside.headers['content-security-policy']).toMatch(/^sandbox (?!.*allow-same-origin)/);
    expect(inside.body).toContain('document.title = origin');
  });

  test('suspended, it is dark', async () => {
    await owner(`update public.websites set status = 'suspended' where id = $1`, [person.website]);
    const { status, body, headers } = await page();
    expect([status, headers['cache-control']]).toEqual([403, 'no-store']);
    expect(body).not.toContain('words');
    await owner(`update public.websites set status = 'published' where id = $1`, [person.website]);
    expect((await page()).status).toBe(200);
  });
});
