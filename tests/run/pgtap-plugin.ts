import path from 'node:path';
import type { Plugin } from 'vitest/config';

/** Lets vitest run `*.test.sql`: the file becomes a module that hands itself to the pgTAP runner. */
export function pgtap(): Plugin {
  const runner = path.join(import.meta.dirname, 'pgtap.ts');
  return {
    name: 'pgtap',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('.test.sql')) return null;
      return `import { runFile } from ${JSON.stringify(runner)};\nawait runFile(${JSON.stringify(id)});`;
    },
  };
}
