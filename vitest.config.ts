import { defineConfig } from 'vitest/config';
import { pgtap } from './tests/run/pgtap-plugin.ts';

export default defineConfig({
  test: {
    globalSetup: 'tests/run/setup.ts',
    // Everything talks to servers: more at once than there are processors only makes single tests slower.
    maxWorkers: 2,
    projects: [
      {
        plugins: [pgtap()],
        extends: true,
        test: { name: 'database', include: ['tests/database/**/*.test.sql'], isolate: false, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'code',
          include: ['tests/{api,edge,concurrency,isolation,browser,performance,tooling}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
