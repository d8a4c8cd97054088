// A tenant as a file: one JSON object a line, {"table": …, "row": …}, a row after those it points to. What there is to export
// the database reads from its catalog (private.export_tables); rows pass through here as text, so that no number changes.
import pg from 'pg';
import { Problem } from './cli.ts';

const FORMAT = 1;
const PAGE = 5_000;
const BATCH_ROWS = 500;
const BATCH_BYTES = 4 * 1024 * 1024;
const HEAD = 'tenantry.export';
const END = 'tenantry.end';

const line = (table: string, row: string) => `{"table":${JSON.stringify(table)},"row":${row}}`;

/** The lines of an export, as of one moment, a page in memory at a time. */
export async function* exportTenant(client: pg.Client, slug: string, { secrets }: { secrets: boolean }): AsyncGenerator<string> {
  await client.query('begin isolation level repeatable read read only');
  const { rows: [tenant] } = await client.query('select id, slug from public.tenants where slug = $1', [slug]);
  if (!tenant) throw new Problem(`There is no tenant with the slug "${slug}".`);
  yield line(HEAD, JSON.stringify({ format: FORMAT, tenant: tenant.id, slug, exported_at: new Date().toISOString() }));
  let count = 0;
  for (let after: string | null = null; ; ) {
    const { rows }: pg.QueryResult<{ position: string; table: string; row: string }> = await client.query(
      'select p.position, p.table, p.row::text as row from private.export_page($1, $2, $3, $4) p',
      [tenant.id, after, PAGE, secrets],
    );
    if (rows.length === 0) break;
    // a line break can only stand between tokens
    for (const { table, row } of rows) yield line(table, row.replaceAll(/[\r\n]+/g, ' '));
    count += rows.length;
    after = rows.at(-1)!.position;
  }
  yield line(END, JSON.stringify({ rows: count }));
  await client.query('commit');
}

/** Read only as far as they are asked for. */
export async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest) yield rest;
}

type Table = { name: string; kind: 'people' | 'reference' | 'own'; owner: string; columns: string[]; references: Record<string, string> };

/** Inserts them in one transaction; all or nothing. */
export async function importTenant(client: pg.Client, lines: AsyncIterable<string>): Promise<{ slug: string; rows: number }> {
  await client.query('begin');
  const tables = await readTables(client);
  const own = [...tables.values()].filter(({ kind }) => kind === 'own');
  // What triggers fill in, count and tell is in the file. Foreign keys and constraints go on checking.
  for (const { name } of own) await client.query(`alter table ${name} disable trigger user`);
  await client.query('create temp table imported (name text, theirs uuid, ours uuid, primary key (name, theirs)) on commit drop');

  let head: { format: number; tenant: string; slug: string } | undefined;
  let end: { rows: number } | undefined;
  let tenant: { id: string; slug: string } | undefined;
  let whose: string | undefined;
  let count = 0;
  let batch: { table?: Table; rows: string[]; bytes: number } = { rows: [], bytes: 0 };
  const flush = async () => {
    if (batch.table && batch.rows.length > 0) await insert(client, batch.table, batch.rows, whose);
    batch = { rows: [], bytes: 0 };
  };

  for await (const text of lines) {
    if (!text.startsWith('{')) continue; // what npm says before the first line
    const [, name, row] = /^\{"table":"([^"]*)","row":(.*)\}$/s.exec(text) ?? [];
    if (!name || !row) throw new Problem(`This is no line of an export: ${text.slice(0, 80)}`);
    if (name === HEAD) {
      head = JSON.parse(row) as typeof head;
      if (head!.format !== FORMAT) throw new Problem(`The file has format ${head!.format}; this reads format ${FORMAT}.`);
      continue;
    }
    if (name === END) {
      end = JSON.parse(row) as typeof end;
      continue;
    }
    const table = tables.get(name);
    if (!table) throw new Problem(`The file has rows of ${name}, which this database does not have: migrate it first.`);
    // the first row says whose the others have to be, the tenant's own included
    if (table.kind === 'own') whose ??= (JSON.parse(row) as Record<string, string>)[table.owner];
    if (name === 'public.tenants') {
      tenant = JSON.parse(row) as typeof tenant;
      const { rowCount } = await client.query('select from public.tenants where id = $1 or slug = $2', [tenant!.id, tenant!.slug]);
      if (rowCount) throw new Problem(`This database has the tenant "${tenant!.slug}" already.`);
    }
    if (batch.table !== table || batch.rows.length >= BATCH_ROWS || batch.bytes > BATCH_BYTES) {
      await flush();
      batch.table = table;
    }
    batch.rows.push(row);
    batch.bytes += row.length;
    count++;
  }
  await flush();
  if (!tenant) throw new Problem('The file holds no tenant.');
  if (head && end?.rows !== count) throw new Problem(`The file is cut off: ${count} rows of ${end?.rows ?? 'more'}.`);

  await finish(client, tenant.id);
  for (const { name } of own) await client.query(`alter table ${name} enable trigger user`);
  await client.query(`select private.record_audit('tenant.imported', 'tenant', $1, jsonb_build_object('slug', $2::text, 'rows', $3::integer))`, [tenant.id, tenant.slug, count]);
  const { rows: broken } = await client.query('select invariant, detail from private.check_invariants()');
  if (broken.length > 0) throw new Problem(`The file contradicts itself, nothing was imported:\n${broken.map((each) => `${each.invariant}: ${each.detail}`).join('\n')}`);
  await client.query('commit');
  return { slug: tenant.slug, rows: count };
}

async function readTables(client: pg.Client): Promise<Map<string, Table>> {
  const { rows } = await client.query<Table>(`
    select t.name, t.kind, t.tenant_column as owner,
      array(select a.attname::text from pg_attribute a
            where a.attrelid = t.name::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
      coalesce((select jsonb_object_agg(a.attname, r.name)
        from pg_constraint k
        join private.export_tables(true) r on r.kind = 'reference' and r.name::regclass = k.confrelid
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
        where k.contype = 'f' and k.conrelid = t.name::regclass), '{}') as references
    from private.export_tables(true) t order by t.place`);
  return new Map(rows.map((table) => [table.name, table]));
}

async function insert(client: pg.Client, table: Table, rows: string[], tenant?: string): Promise<void> {
  try {
    if (table.kind === 'people') await insertPeople(client, rows);
    else if (table.kind === 'reference') await find(client, table, rows);
    else await insertOwn(client, table, rows, tenant);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    throw new Problem(`${table.name}: ${error.message}${error.detail ? ` (${error.detail})` : ''}`);
  }
}

async function insertOwn(client: pg.Client, { name, owner, columns, references }: Table, rows: string[], tenant?: string): Promise<void> {
  // whoever wrote the file may not have been a friend: nothing in it reaches into another tenant
  const { rows: [foreign] } = await client.query<{ line: string }>(
    'select x.line from unnest($1::text[]) as x(line) where x.line::json ->> $2 is distinct from $3 limit 1',
    [rows, owner, tenant],
  );
  if (foreign) throw new Problem(`The file has a row of ${name} that is not its tenant's: ${foreign.line.slice(0, 200)}`);
  // a column younger than the file gets its default
  const there = new Set(Object.keys(JSON.parse(rows[0]!)));
  const written = columns.filter((column) => there.has(column));
  const values = written.map((column) => {
    const value = `r.${pg.escapeIdentifier(column)}`;
    return references[column] ? `coalesce((select i.ours from imported i where i.name = ${pg.escapeLiteral(references[column])} and i.theirs = ${value}), ${value})` : value;
  });
  await client.query(
    `insert into ${name} (${written.map((column) => pg.escapeIdentifier(column)).join(', ')}) overriding system value
     select ${values.join(', ')} from unnest($1::text[]) as x(line) cross join lateral json_populate_record(null::${name}, x.line::json) r
     ${name === 'private.directory' ? `where r.kind <> 'host'` : ''}`,
    [rows],
  );
}

/** Rows that each installation makes for itself: ours is the one of the same id, else of the same name. */
async function find(client: pg.Client, { name }: Table, rows: string[]): Promise<void> {
  const { rows: keys } = await client.query<{ column: string }>(
    `select a.attname as column from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where i.indrelid = $1::regclass and i.indisunique and not i.indisprimary and i.indnkeyatts = 1 and a.atttypid = 'text'::regtype`,
    [name],
  );
  const same = keys.map(({ column }) => `o.${pg.escapeIdentifier(column)} = r.${pg.escapeIdentifier(column)}`);
  const { rows: missing } = await client.query<{ line: string }>(
    `with theirs as (select x.line, r.* from unnest($1::text[]) as x(line) cross join lateral json_populate_record(null::${name}, x.line::json) r),
     found as (
       insert into imported (name, theirs, ours)
       select $2, r.id, o.id from theirs r cross join lateral (
         select o.id from ${name} o where ${['o.id = r.id', ...same].join(' or ')} order by o.id = r.id desc limit 1) o
       returning theirs)
     select r.line from theirs r where r.id not in (select f.theirs from found f)`,
    [rows, name],
  );
  if (missing.length > 0) throw new Problem(`${name} lacks a row that the tenant needs; make it first:\n${missing.map(({ line }) => line).join('\n')}`);
}

// Through Auth where they are known by name, so that they get what everybody gets at a sign-up; else as somebody who has left.
async function insertPeople(client: pg.Client, rows: string[]): Promise<void> {
  const people = `with person as (
    select r.* from unnest($1::text[]) as x(line)
    cross join lateral json_to_record(x.line::json) r (id uuid, email text, full_name text, avatar_url text, status public.user_status, deleted boolean)
    where not exists (select from public.users u where u.id = r.id))`;
  // Auth reads an absent token as '', and never null
  const { rows: [{ tokens }] } = await client.query<{ tokens: string[] }>(
    `select array_agg(attname::text) as tokens from pg_attribute
     where attrelid = 'auth.users'::regclass and attgenerated = '' and attname in ('confirmation_token', 'recovery_token', 'email_change', 'email_change_token_new')`,
  );
  await client.query(
    `${people} insert into auth.users (instance_id, id, aud, role, email, raw_app_meta_data, raw_user_meta_data, created_at, updated_at${tokens.map((each) => `, ${each}`).join('')})
     select '00000000-0000-0000-0000-000000000000', p.id, 'authenticated', 'authenticated', p.email, '{}',
       jsonb_strip_nulls(jsonb_build_object('signup_as', 'invitee', 'full_name', p.full_name, 'avatar_url', p.avatar_url)), now(), now()${tokens.map(() => `, ''`).join('')}
     from person p where p.deleted is false`,
    [rows],
  );
  await client.query(
    `update public.users u set status = r.status, avatar_url = r.avatar_url, full_name = r.full_name
     from unnest($1::text[]) as x(line) cross join lateral json_to_record(x.line::json) r (id uuid, full_name text, avatar_url text, status public.user_status, deleted boolean)
     where u.id = r.id and r.deleted is false and u.created_at = now()`,
    [rows],
  );
  await client.query(
    `${people}, gone as (
       insert into public.users (id, status, deleted_at) select p.id, 'disabled', now() from person p where p.deleted is not false returning id)
     insert into public.user_roles (user_id) select g.id from gone g`,
    [rows],
  );
}

async function finish(client: pg.Client, tenant: string): Promise<void> {
  // whose a domain is, DNS says and not a file; and it has to point here
  await client.query(
    `update public.domain_verifications d
     set verified = false, failed_checks = 0, ssl_provisioned = false, ssl_provisioned_at = null, cname_target = h.target,
       next_check_at = case when d.switched_off_at is null then now() end
     from public.websites w cross join lateral (select w.subdomain || '.' || private.setting('root_domain') as target) h
     where d.tenant_id = $1 and w.tenant_id = $1 and w.id = d.website_id and (d.verified or d.cname_target <> h.target)`,
    [tenant],
  );
  await client.query('update public.websites w set domain_verified = false where w.tenant_id = $1 and w.domain_verified', [tenant]);
  // hosts are this installation's
  await client.query(
    `insert into private.directory (kind, key, tenant_id, object_id, deployment_id, serving)
     select 'host', h.key, h.tenant_id, h.object_id, h.deployment_id, h.serving from private.expected_hosts($1) h`,
    [tenant],
  ).catch((error: pg.DatabaseError) => {
    throw error.code === '23505' ? new Problem(`Another tenant of this database serves the same address: ${error.detail}`) : error;
  });
  // a page whose password did not come along stays closed until it gets another
  await client.query(
    `insert into private.page_passwords (tenant_id, page_id, website_id, password_hash)
     select p.tenant_id, p.id, p.website_id, extensions.crypt(gen_random_uuid()::text, extensions.gen_salt('bf'))
     from public.pages p
     where p.tenant_id = $1 and p.password_protected
       and not exists (select from private.page_passwords w where w.tenant_id = p.tenant_id and w.page_id = p.id)`,
    [tenant],
  );
}
