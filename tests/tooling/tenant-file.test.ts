// T6: a tenant goes to a file and from there into an empty database, where it is the same; a file that is not whole does not.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { root } from '../../scripts/lib/paths.ts';
import { useDatabase } from '../run/database.ts';

const from = await useDatabase({ helpers: true });
const into = await useDatabase();
const run = promisify(execFile);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-file-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const query = (url: string, sql: string, values: unknown[] = []) => withClient(url, async (db) => (await db.query(sql, values)).rows);
const npm = (urls: { DATABASE_URL: string }, ...args: string[]) =>
  run(process.execPath, [path.join(root, 'scripts', 'run.mjs'), ...args], { env: { ...process.env, DATABASE_URL: urls.DATABASE_URL }, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 });
const write = (name: string, text: string) => (fs.writeFileSync(path.join(folder, name), text), path.join(folder, name));
const rowsOf = (text: string) => text.split('\n').filter((line) => line.startsWith('{') && !line.startsWith('{"table":"tenantry.'));

// Everything that could change on the way: numbers, line breaks, quotes, json to the letter, generated columns, a locked
// component, a password, a person who left, one who only wrote something, and a page that is gone but still published.
const [{ slug, tenant }] = await query(from.DATABASE_URL, `
  select tests.sign_up('ann@a.test', '{"full_name": "Ann \\"the\\" Baker"}'), tests.sign_up('bob@b.test', '{"full_name": "Bob"}'),
    tests.sign_up('cid@c.test'), tests.sign_up('gone@g.test'), tests.sign_up('other@o.test')`).then(async () => {
  await withClient(from.DATABASE_URL, async (db) => {
    await db.query(`
      select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
      update users set avatar_url = 'https://example.com/a.png' where email = 'ann@a.test';
      insert into tenant_roles (tenant_id, key, name, permissions) values (tests.tenant_of('ann@a.test'), 'w', 'W', '{tenant.read,content.read}');
      insert into tenant_members (tenant_id, user_id, role, custom_role_id) select tenant_id, tests.user_of('bob@b.test'), 'custom', id from tenant_roles;
      select tests.add_member('gone@g.test', tests.tenant_of('ann@a.test'), 'editor');
      delete from auth.users where email = 'gone@g.test';
      insert into website_members (tenant_id, website_id, user_id, role, accepted_at) select tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of('cid@c.test'), 'viewer', now();
      update tenants set name = E'Ann\\n"s" \\\\ b', last_active_at = '2026-01-01 00:00:00.123456+00' where id = tests.tenant_of('ann@a.test');
      insert into pages (tenant_id, website_id, title, slug, status, password_protected, seo_meta)
        select tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), 'P', '/p', 'published', true, '{"n": 1.10, "big": 12345678901234567890}';
      insert into private.page_passwords (tenant_id, page_id, website_id, password_hash)
        select tenant_id, id, website_id, extensions.crypt('open', extensions.gen_salt('bf', 4)) from pages where slug = '/p';
      update components set is_locked = true where tenant_id = tests.tenant_of('ann@a.test') and type = 'hero';
      insert into deployments (tenant_id, website_id, deployed_by) select tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), null;
      insert into deployments (tenant_id, website_id) select tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test');
      insert into assets (tenant_id, id, original_filename, cloudinary_public_id, size_bytes, tags)
        select t, i, 'a "b".png', format('tenantry/%s/%s/a', t, i), 12345, '{"a b"}' from tests.tenant_of('ann@a.test') t, gen_random_uuid() i;
      update websites set favicon_url = 'https://x.test/' || cloudinary_public_id from assets a where a.tenant_id = websites.tenant_id;
      insert into subscriptions (tenant_id, user_id, amount, currency) select tests.tenant_of('ann@a.test'), tests.user_of('other@o.test'), 9007199254740993, 'usd';
      insert into website_members (tenant_id, website_id, user_id) select tests.tenant_of('bob@b.test'), tests.website_of('bob@b.test'), tests.user_of('ann@a.test')`);
  });
  return query(from.DATABASE_URL, `select slug, id as tenant from tenants where id = tests.tenant_of('ann@a.test')`);
});
const { stdout: file } = await npm(from, 'tenant-export', slug);

test('a tenant imported into an empty database is the same tenant', async () => {
  // npm's own lines come first when it is not told to be silent
  const { stdout } = await npm(into, 'tenant-import', write('whole.ndjson', `\n> tenantry@0.1.0 tenant:export\n\n${file}`));
  expect(stdout).toContain(`${slug}: ${rowsOf(file).length} rows`);
  const { stdout: again } = await npm(into, 'tenant-export', slug);
  expect(rowsOf(again)).toEqual(rowsOf(file));
  expect(await query(into.DATABASE_URL, `select email, status from users order by email`)).toEqual([
    { email: 'ann@a.test', status: 'active' }, { email: 'bob@b.test', status: 'active' }, { email: 'cid@c.test', status: 'active' },
    { email: null, status: 'disabled' }, { email: null, status: 'disabled' },
  ]);
  expect(await query(into.DATABASE_URL, 'select count(*)::int as tenants from tenants')).toEqual([{ tenants: 1 }]);
  expect(await query(into.DATABASE_URL, `select (select count(*) from pg_trigger where tgenabled <> 'O' and not tgisinternal)::int as disabled`)).toEqual([{ disabled: 0 }]);
  expect(await query(into.DATABASE_URL, `select (live_page(subdomain || '.localhost', '/')).status from websites`)).toEqual([{ status: 200 }]);
  await expect(npm(into, 'tenant-import', path.join(folder, 'whole.ndjson'))).rejects.toThrow('has the tenant');
});

test('nothing of another tenant is in the file', async () => {
  const strangers = await query(from.DATABASE_URL, 'select id::text from tenants where id <> $1 union select id::text from websites where tenant_id <> $1 union select email from users where email like $2', [tenant, 'other%']);
  expect(strangers.filter(({ id }) => file.includes(id))).toEqual([]);
});

test('what the owner gets through the API imports too; pages with a password stay closed', async () => {
  const { stdout: open } = await npm(from, 'tenant-export', slug, '--public');
  expect(open).not.toContain('$2a$');
  const target = await useDatabase();
  await npm(target, 'tenant-import', write('public.ndjson', open));
  const { stdout: again } = await npm(target, 'tenant-export', slug, '--public');
  expect(rowsOf(again)).toEqual(rowsOf(open));
  expect(await query(target.DATABASE_URL, `select (unlock_page(subdomain || '.localhost', '/p', 'open')).status from websites`)).toEqual([{ status: 401 }]);
});

test('a plan of another id is found by its name', async () => {
  const target = await useDatabase();
  await query(target.DATABASE_URL, `update plans set id = gen_random_uuid()`);
  await npm(target, 'tenant-import', write('plans.ndjson', file));
  expect(await query(target.DATABASE_URL, 'select p.slug from tenants t join plans p on p.id = t.plan_id')).toEqual([{ slug: 'pro' }]);
});

test('a file that is cut off, forged or of another schema changes nothing', async () => {
  const target = await useDatabase();
  const lines = file.trim().split('\n');
  const changed = (replace: (line: string) => string) => lines.map(replace).join('\n');
  const attempts: [string, string][] = [
    [lines.slice(0, -3).join('\n'), 'cut off'],
    [lines.slice(0, 2).join('\n'), 'no tenant'],
    [`${file}{"broken`, 'no line of an export'],
    [changed((line) => line.replace('"public.pages"', '"public.nowhere"')), 'migrate it first'],
    [changed((line) => line.replace('"format":1', '"format":9')), 'format 9'],
    [changed((line) => (line.startsWith('{"table":"public.components"') ? line.replace(/"page_id":"[^"]*"/, '"page_id":"00000000-0000-4000-8000-000000000000"') : line)), 'public.components'],
    [changed((line) => (line.startsWith('{"table":"public.tenant_members"') ? line.replace(tenant, '00000000-0000-4000-8000-000000000000') : line)), `not its tenant's`],
    [changed((line) => line.replace('"website_count":1', '"website_count":7')), 'contradicts itself'],
    [changed((line) => line.replace('"n": 1.10', '"n": 1e131071')), 'no number is longer than it looks'],
  ];
  for (const [text, reason] of attempts) await expect(npm(target, 'tenant-import', write('bad.ndjson', text)), reason).rejects.toThrow(reason);
  expect(await query(target.DATABASE_URL, 'select (select count(*) from tenants) + (select count(*) from users) + (select count(*) from auth.users) as rows')).toEqual([{ rows: '0' }]);
  await expect(npm(target, 'tenant-export', 'nowhere')).rejects.toThrow('no tenant with the slug');
});

test('a large tenant goes through in little memory', async () => {
  await query(from.DATABASE_URL, `insert into page_versions (tenant_id, website_id, page_id, content_snapshot)
    select $1, p.website_id, p.id, (select jsonb_agg(repeat(md5(g::text), 3000)) from generate_series(1, 10) g) from pages p, generate_series(1, 40) where p.tenant_id = $1 and p.slug = '/p'`, [tenant]);
  await query(from.DATABASE_URL, `insert into audit_logs (tenant_id, action, metadata) select $1, 'test.filled', jsonb_build_object('n', n, 'text', repeat('x', 400)) from generate_series(1, 100000) n`, [tenant]);
  const target = path.join(folder, 'large.ndjson');
  // 40 MiB of rows, of which a heap of 96 MiB holds a page at a time
  await run('sh', ['-c', `"${process.execPath}" --max-old-space-size=96 scripts/run.mjs tenant-export "${slug}" > "${target}"`], { cwd: root, env: { ...process.env, DATABASE_URL: from.DATABASE_URL } });
  expect(fs.statSync(target).size).toBeGreaterThan(40 * 1024 * 1024);
  const other = await useDatabase();
  await run('sh', ['-c', `"${process.execPath}" --max-old-space-size=96 scripts/run.mjs tenant-import "${target}"`], { cwd: root, env: { ...process.env, DATABASE_URL: other.DATABASE_URL } });
  const count = 'select count(*)::int as rows from audit_logs where tenant_id = $1';
  expect(await query(other.DATABASE_URL, count, [tenant])).toEqual(await query(from.DATABASE_URL, count, [tenant]));
});

test('S10: a file makes nobody the holder of a domain: DNS is asked anew', async () => {
  await withClient(from.DATABASE_URL, (db) =>
    db.query(`select tests.sign_up('dora@d.test')`).then(() =>
      db.query(`
        select tests.on_plan(tests.tenant_of('dora@d.test'), 'growth');
        insert into domain_verifications (tenant_id, website_id, domain, cname_target)
          select tenant_id, id, 'www.dora.test', subdomain || '.localhost' from websites where tenant_id = tests.tenant_of('dora@d.test');
        select private.record_domain_check(tenant_id, id, array[cname_target], null) from domain_verifications where domain = 'www.dora.test'`),
    ),
  );
  const [dora] = await query(from.DATABASE_URL, `select slug, id as tenant from tenants where id = tests.tenant_of('dora@d.test')`);
  const domain = `select v.verified, w.custom_domain, w.domain_verified, v.next_check_at is not null as due,
    (select count(*)::int from private.directory d where d.key = v.domain) as hosts
    from domain_verifications v join websites w on w.id = v.website_id where v.domain = 'www.dora.test'`;
  expect(await query(from.DATABASE_URL, domain)).toEqual([{ verified: true, custom_domain: 'www.dora.test', domain_verified: true, due: true, hosts: 1 }]);
  const { stdout } = await npm(from, 'tenant-export', dora.slug);
  await npm(into, 'tenant-import', write('dora.ndjson', stdout));
  expect(await query(into.DATABASE_URL, domain)).toEqual([{ verified: false, custom_domain: 'www.dora.test', domain_verified: false, due: true, hosts: 0 }]);
});
