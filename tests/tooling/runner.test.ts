import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.ts';

const MIGRATION = `
create schema private;
create table public.accounts (balance int, owner text constraint accounts_owner_key unique deferrable initially deferred);
create function private.check_invariants() returns table (invariant text) language sql
as $$ select 'a balance is never negative' from public.accounts where balance < 0 $$;
`;

/** File → what the runner must make of it. */
const files: Record<string, { sql: string; passed: string[]; failed: string[] }> = {
  'good.test.sql': {
    sql: `select is(1 + 1, 2, 'adds');\nset local role authenticated;\nselect ok(true, 'a client can assert');`,
    passed: ['1 adds', '2 a client can assert', 'no SQL error', 'no broken invariant'],
    failed: [],
  },
  'wrong.test.sql': {
    sql: `select is(1 + 1, 3, 'adds');\nselect ok(true, 'goes on');`,
    passed: ['2 goes on', 'no SQL error', 'no broken invariant'],
    failed: ['1 adds'],
  },
  'error.test.sql': {
    sql: `select ok(true, 'before');\nselect nonsense();\nselect ok(true, 'after');`,
    passed: ['1 before', 'no broken invariant'],
    failed: ['no SQL error'],
  },
  'empty.test.sql': { sql: 'select 1;', passed: ['no broken invariant'], failed: ['no SQL error'] },
  'deferred.test.sql': {
    sql: `insert into public.accounts values (1, 'a'), (1, 'a');\nselect ok(true, 'inserted');`,
    passed: ['1 inserted', 'no broken invariant'],
    failed: ['no SQL error'],
  },
  'lost.test.sql': {
    sql: `do $$ begin perform ok(false, 'nobody sees this'); end $$;\nselect ok(true, 'seen');`,
    passed: ['2 seen', 'no broken invariant'],
    failed: ['no SQL error'],
  },
  'broken.test.sql': {
    sql: `insert into public.accounts values (-1);\nselect ok(true, 'inserted');`,
    passed: ['1 inserted', 'no SQL error'],
    failed: ['no broken invariant'],
  },
  'broken_on_purpose.test.sql': {
    sql: `-- breaks invariants on purpose\ninsert into public.accounts values (-1);\nselect isnt_empty('select * from private.check_invariants()', 'noticed');`,
    passed: ['1 noticed', 'no SQL error', 'no broken invariant'],
    failed: [],
  },
};

describe('npm test in a copy of the project', () => {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-test-'));
  const at = (...parts: string[]) => path.join(copy, ...parts);
  afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

  beforeAll(() => {
    for (const name of ['scripts', 'supabase/shim', '.gmrc', 'package.json', 'vitest.config.ts', 'tests/run']) fs.cpSync(path.join(root, name), at(name), { recursive: true });
    fs.symlinkSync(path.join(root, 'node_modules'), at('node_modules'));
    fs.mkdirSync(at('migrations'));
    fs.symlinkSync('..', at('migrations', 'fixtures'));
    fs.writeFileSync(at('migrations', 'current.sql'), MIGRATION);
    fs.mkdirSync(at('tests', 'database'));
  });

  async function run() {
    const { NODE_OPTIONS, VITEST, VITEST_MODE, VITEST_POOL_ID, VITEST_WORKER_ID, TEST, ...env } = process.env;
    const child = spawn(process.execPath, [at('scripts', 'run.mjs'), 'test'], { cwd: copy, env: { ...env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { output: out + err, last: out.trimEnd().split('\n').at(-1), status };
  }

  test('each assertion, error and broken invariant of a pgTAP file is a test', async () => {
    for (const [name, { sql }] of Object.entries(files)) fs.writeFileSync(at('tests', 'database', name), sql);
    const { output, last, status } = await run();
    const expected = Object.values(files);
    expect(last).toBe(`${expected.flatMap((file) => file.passed).length} passed, ${expected.flatMap((file) => file.failed).length} failed`);
    for (const [name, { failed }] of Object.entries(files)) {
      for (const title of failed) expect(output).toMatch(new RegExp(`FAIL .*${name} > .* > ${title}`));
    }
    expect(output).toContain('error.test.sql:2: function nonsense() does not exist');
    expect(status).toBe(1);
  });

  test('all is well when nothing fails, and an invariant broken anywhere still fails the run', async () => {
    for (const name of Object.keys(files)) fs.rmSync(at('tests', 'database', name));
    fs.writeFileSync(at('tests', 'database', 'good.test.sql'), files['good.test.sql'].sql);
    expect(await run()).toMatchObject({ last: '4 passed, 0 failed', status: 0 });

    fs.writeFileSync(at('migrations', 'current.sql'), `${MIGRATION}\ninsert into public.accounts values (-1);`);
    fs.writeFileSync(at('tests', 'database', 'good.test.sql'), `-- breaks invariants on purpose\n${files['good.test.sql'].sql}`);
    const { output, last, status } = await run();
    expect(output).toMatch(/Broken invariants after the tests:\n.*a balance is never negative/);
    expect({ last, status }).toEqual({ last: '4 passed, 1 failed', status: 1 });
  });

  test('a filter that matches nothing is a mistake', async () => {
    fs.rmSync(at('tests', 'database', 'good.test.sql'));
    expect(await run()).toMatchObject({ status: 1 });
  });
});
