// S6: keys made in SQL and keys made by the package that browsers use are the same keys.
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
import { expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { useDatabase } from '../run/database.ts';

const urls = await useDatabase();

type Pair = [a: string | null, b: string | null];

async function inSql(pairs: Pair[]): Promise<string[]> {
  return withClient(urls.DATABASE_URL, async (client) => {
    const { rows } = await client.query(
      `select array_agg(public.order_key_between(p.a, p.b) order by p.position) as keys
       from unnest($1::text[], $2::text[]) with ordinality p (a, b, position)`,
      [pairs.map(([a]) => a), pairs.map(([, b]) => b)],
    );
    return rows[0].keys;
  });
}

// Small and repeatable: a failure can be run again.
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

test('10,000 random sequences of insertions', { timeout: 120_000 }, async () => {
  const next = random(20_26);
  const pairs: Pair[] = [];
  for (let sequence = 0; sequence < 10_000; sequence++) {
    const keys: string[] = [];
    // Some sequences insert anywhere, some always at one end, some always into the same gap.
    const style = sequence % 5;
    const length = 1 + Math.floor(next() * (sequence % 500 === 0 ? 400 : 12));
    for (let i = 0; i < length; i++) {
      const at = [Math.floor(next() * (keys.length + 1)), 0, keys.length, Math.min(1, keys.length), Math.max(0, keys.length - 1)][style];
      const pair: Pair = [keys[at - 1] ?? null, keys[at] ?? null];
      keys.splice(at, 0, generateKeyBetween(...pair));
      pairs.push(pair);
    }
  }
  expect(await inSql(pairs)).toEqual(pairs.map((pair) => generateKeyBetween(...pair)));
});

test('around the longest and shortest integers, and in either order', async () => {
  const edges = [
    'A' + '0'.repeat(25) + '1', 'A' + '0'.repeat(26) + 'V', 'Yzz', 'Z0', 'Zz', 'Zzz', 'a0', 'a0V', 'a1', 'az', 'b00', 'bzz', 'c000', 'y' + 'z'.repeat(25),
    'z' + 'z'.repeat(26), 'z' + 'z'.repeat(26) + 'z', ...generateNKeysBetween('a0', 'a1', 40),
  ];
  const ends = [null, ...edges];
  const pairs = ends.flatMap((a) => ends.map((b): Pair => [a, b])).filter(([a, b]) => a === null || a !== b);
  expect(await inSql(pairs)).toEqual(pairs.map((pair) => generateKeyBetween(...pair)));
});

test('what the package refuses is refused', async () => {
  const bad: Pair[] = [['a0', 'a0'], ['', null], ['a', null], ['a00', null], ['A' + '0'.repeat(26), null], ['b0', null], ['0', null], [null, 'a1!'], ['é0', null]];
  for (const pair of bad) await expect(inSql([pair]), JSON.stringify(pair)).rejects.toMatchObject({ code: 'PT400', detail: 'invalid_input' });
});
