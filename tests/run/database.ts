import { afterAll, expect, inject } from 'vitest';
import { brokenInvariants, cloneDatabase, type DatabaseUrls, dropDatabase, loadDemo } from '../../scripts/lib/database.ts';
import { withClient } from '../../scripts/lib/migrate.ts';
import { PGTAP_TEMPLATE, TEMPLATE } from './setup.ts';

let count = 0;

/**
 * A migrated database for this test file alone. Once the file is through, no invariant may be broken in it; then it goes.
 * `demo` fills it with the demo tenant; `helpers` adds pgTAP and the functions of tests/database/helpers.sql.
 */
export async function useDatabase(options: { demo?: boolean; helpers?: boolean } = {}): Promise<Required<DatabaseUrls>> {
  const server = inject('server');
  const name = `test_${process.pid}_${process.env.VITEST_WORKER_ID}_${++count}`;
  const urls = await cloneDatabase(server, { template: options.helpers ? PGTAP_TEMPLATE : TEMPLATE, name });
  if (options.demo) await loadDemo(urls.DATABASE_URL);
  afterAll(async () => {
    expect(await withClient(urls.DATABASE_URL, brokenInvariants), 'broken invariants').toEqual([]);
    await dropDatabase(server, name);
  });
  return urls;
}
