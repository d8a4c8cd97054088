import { describe, expect, inject, test } from 'vitest';
import { checks } from '../../scripts/lib/checks.ts';
import { TEMPLATE } from '../run/setup.ts';

describe('what `npm run lint` checks', () => {
  for (const { name, run } of checks) {
    test(name, { timeout: 300_000 }, async () => expect(await run({ server: inject('server'), template: TEMPLATE })).toEqual([]));
  }
});
