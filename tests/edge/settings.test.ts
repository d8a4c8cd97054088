// What functions are told is listed once, and explained once.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { settingNames } from '../../scripts/lib/edge-settings.ts';
import { root } from '../../scripts/lib/paths.ts';

const read = (...file: string[]) => fs.readFileSync(path.join(root, ...file), 'utf8');

test('docs/edge-functions.md explains every setting and no other', () => {
  const explained = [...read('docs', 'edge-functions.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(explained).toEqual(settingNames);
});

test('functions ask for no setting that they are not given', () => {
  const folder = path.join(root, 'supabase', 'functions');
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const used = files.flatMap((name) => [...read('supabase', 'functions', name).matchAll(/\benv\.([A-Z_]+)/g)].map(([, setting]) => setting));
  const given = ['SUPABASE_URL', 'SUPABASE_ANON_KEY', 'SUPABASE_SERVICE_ROLE_KEY', ...settingNames];
  expect([...new Set(used)].filter((name) => !given.includes(name!))).toEqual([]);
});
