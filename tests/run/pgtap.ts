// Runs one pgTAP file in a transaction that is rolled back: a vitest test for each assertion, one for "no SQL error",
// one for the invariants. The file holds only set-up and assertions.
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { Parser } from 'tap-parser';
import { describe, expect, inject, test } from 'vitest';
import { brokenInvariants, cloneDatabase } from '../../scripts/lib/database.ts';
import { withClient } from '../../scripts/lib/migrate.ts';
import { root } from '../../scripts/lib/paths.ts';
import { PGTAP_TEMPLATE } from './setup.ts';

/** A file that breaks an invariant in order to prove that it is noticed says so in this line. */
const BROKEN_ON_PURPOSE = /^-- breaks invariants on purpose\b/m;

type Outcome = { assertions: { name: string; failure?: string }[]; error?: string; broken: string[] };

export async function runFile(file: string): Promise<void> {
  const sql = fs.readFileSync(file, 'utf8');
  const { assertions, error, broken } = await run(sql, path.relative(root, file));
  describe(/^-- (.*)/.exec(sql)?.[1] ?? path.basename(file, '.test.sql'), () => {
    assertions.forEach(({ name, failure }, i) => test(`${i + 1} ${name}`, () => pass(failure)));
    test('no SQL error', () => pass(error));
    test('no broken invariant', () => expect(broken).toEqual([]));
  });
}

function pass(failure: string | undefined): void {
  // The stack would only show this runner.
  if (failure) throw Object.assign(new Error(failure), { stack: '' });
}

// All files of a worker share a database: they come one after the other and leave nothing behind.
async function database(): Promise<string> {
  const shared = globalThis as { pgtapDatabase?: Promise<string> };
  shared.pgtapDatabase ??= cloneDatabase(inject('server'), { template: PGTAP_TEMPLATE, name: `pgtap_${process.pid}_${process.env.VITEST_WORKER_ID}` })
    .then(async ({ DATABASE_URL }) => {
      // pgTAP compares sets in temporary tables, whoever the test is at the moment; clients may make none
      await withClient(DATABASE_URL, (client) => client.query(`do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$`));
      return DATABASE_URL;
    });
  return shared.pgtapDatabase;
}

async function run(sql: string, file: string): Promise<Outcome> {
  return withClient(await database(), async (client) => {
    const lines: string[] = [];
    let error: string | undefined;
    const execute = async (text: string, label = 'the runner') => {
      if (error) return;
      await rows(client, text, (row) => row.length === 1 && typeof row[0] === 'string' && lines.push(row[0])).catch((failure) => {
        error = explain(failure, text, label);
      });
    };
    await execute('begin; set local search_path = public, tap, extensions; select * from no_plan()');
    await execute(sql, file);
    // A rollback would never ask the deferred constraints.
    await execute('set local role none; set constraints all immediate', `${file}, deferred constraints`);
    const assertions = parse(lines);
    if (assertions.length === 0) error ??= `${file} asserts nothing`;
    await execute('select * from finish()');
    const ran = /^1\.\.(\d+)$/m.exec(lines.join('\n'))?.[1];
    if (!error && Number(ran) !== assertions.length) error = `${file}: ${ran} assertions ran, but the results of ${assertions.length} were selected`;
    const broken = error || BROKEN_ON_PURPOSE.test(sql) ? [] : await brokenInvariants(client).catch((failure: Error) => [failure.message]);
    await client.query('rollback');
    return { assertions, error, broken };
  });
}

// As they arrive, so that an error further down does not swallow them.
function rows(client: pg.Client, text: string, each: (row: unknown[]) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const query = client.query(new pg.Query({ text, rowMode: 'array' } as pg.QueryConfig));
    query.on('row', each as never);
    query.on('error', reject);
    query.on('end', () => resolve());
  });
}

// A failed assertion is followed by comments that say why.
function parse(lines: string[]): Outcome['assertions'] {
  const assertions: Outcome['assertions'] = [];
  for (const [kind, value] of Parser.parse(`TAP version 14\n${lines.filter((line) => /^(not )?ok |^#|^1\.\./m.test(line)).join('\n')}\n`)) {
    if (kind === 'assert') assertions.push({ name: value.name || '(no description)', ...(value.ok ? {} : { failure: 'not ok' }) });
    const last = assertions.at(-1);
    if (kind === 'comment' && last?.failure && !/^# Looks like/.test(value)) last.failure += `\n${value.trimEnd()}`;
  }
  return assertions;
}

function explain(error: pg.DatabaseError, text: string, label: string): string {
  const line = error.position ? `:${text.slice(0, Number(error.position)).split('\n').length}` : '';
  return [
    `${label}${line}: ${error.message} (${error.code})`,
    ...(['detail', 'hint', 'where'] as const).map((key) => error[key] && `${key}: ${error[key]}`),
  ].filter(Boolean).join('\n');
}
