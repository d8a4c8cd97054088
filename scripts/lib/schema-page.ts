// docs/schema.md: the tables of each domain and how they hang together, drawn from the catalog.
import fs from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { root } from './paths.ts';

type Table = { name: string; comment: string; columns: { name: string; type: string; key: string }[] };
type Reference = { child: string; parent: string; columns: string; optional: boolean; one: boolean };

const DOMAINS = ['identity', 'tenancy', 'websites', 'engagement', 'billing', 'operations', 'valet'];
const OMITTED = ['created_at', 'updated_at'];

const TABLES = `
  select c.relname as name, obj_description(c.oid, 'pg_class') as comment,
    json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null),
      'key', concat_ws(',',
        case when exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p' and a.attnum = any (k.conkey)) then 'PK' end,
        case when exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey)) then 'FK' end))
      order by a.attnum) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  group by c.oid order by c.relname`;

// The tenant is part of nearly every key: as a parent it would hide everything else.
const REFERENCES = `
  select c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent,
    string_agg(a.attname, ', ' order by a.attnum) as columns, bool_or(not a.attnotnull) as optional,
    exists (select from pg_index i where i.indrelid = c.conrelid and i.indisunique and i.indpred is null
      and (i.indkey::smallint[])[0:i.indnkeyatts - 1] <@ c.conkey) as one
  from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey) and a.attname <> 'tenant_id'
  where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.conparentid = 0
  group by c.oid order by 1, 2, 3`;

export async function schemaPage(client: pg.Client): Promise<string> {
  await client.query('set search_path = public');
  const tables = new Map((await client.query<Table>(TABLES)).rows.map((table) => [table.name, table]));
  const references = (await client.query<Reference>(REFERENCES)).rows;
  const chapters = DOMAINS.flatMap((domain) => {
    const folder = path.join(root, 'policies', domain);
    const own = (fs.existsSync(folder) ? fs.readdirSync(folder) : []).flatMap((file) => tables.get(path.basename(file, '.sql')) ?? []);
    return own.length > 0 ? [chapter(domain, own, references.filter(({ child }) => own.some(({ name }) => name === child)))] : [];
  });
  return `# Tables

The exposed tables of each domain. Generated from the database by \`npm run generate\`; comments on columns are in
[schema.sql](../schema.sql) and, as descriptions, in [schema.graphql](../schema.graphql).

\`tenant_id\` refers to \`tenants\` wherever it stands, and is the first column of every key between rows of a tenant; lines for it
are left out, as are ${OMITTED.map((name) => `\`${name}\``).join(' and ')}.

${chapters.join('\n')}`;
}

function chapter(domain: string, tables: Table[], references: Reference[]): string {
  const entity = ({ name, columns }: Table) =>
    [`  ${name} {`, ...columns.filter((column) => !OMITTED.includes(column.name)).map(({ name, type, key }) => `    ${word(type)} ${name} ${key}`.trimEnd()), '  }'].join('\n');
  const line = ({ child, parent, columns, optional, one }: Reference) =>
    `  ${parent} ${optional ? '|o' : '||'}--${one ? 'o|' : 'o{'} ${child} : "${columns}"`;
  return `## ${domain[0]!.toUpperCase()}${domain.slice(1)}

${tables.map(({ name, comment }) => `- \`${name}\`: ${comment}`).join('\n')}

\`\`\`mermaid
erDiagram
${[...references.map(line), ...tables.map(entity)].join('\n')}
\`\`\`
`;
}

const SHORT: Record<string, string> = { 'timestamp with time zone': 'timestamptz', 'double precision': 'float8' };
/** A type as one word, which is all the picture takes. */
const word = (type: string) => (SHORT[type] ?? type).replace(/\[\]$/, '_array').replaceAll(/\W+/g, '_');
