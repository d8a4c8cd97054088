// O5: any number of workers at once have each thing once, and one that dies loses it to another.
import { describe, expect, test } from 'vitest';
import { atOnce, CLIENTS, useClients } from './support.ts';

const { owner, transaction, open, doneOrWaiting } = await useClients();
type Claim = { id: string; payload: { n: number }; attempt: number };
const claim = async () => ((await transaction([`select * from private.claim_outbox('send_mail')`])) as Claim[])[0];
const fill = (n: number) => owner(`insert into private.outbox (kind, payload) select 'send_mail', jsonb_build_object('n', i) from generate_series(1, $1::int) i`, [n]);
const empty = () => owner('delete from private.outbox');

describe('claims', () => {
  test('each thing goes to one worker', async () => {
    await fill(100);
    const had: Claim[] = [];
    await atOnce(async () => {
      for (let next = await claim(); next; next = await claim()) had.push(next);
    });
    expect(had.map(({ payload }) => payload.n).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(had.every(({ attempt }) => attempt === 1)).toBe(true);
    await empty();
  });

  test('nobody waits for a claim that is not committed yet', async () => {
    await fill(2);
    const commit = await open([`select * from private.claim_outbox('send_mail')`]);
    const second = claim();
    await doneOrWaiting(second);
    expect((await second)!.payload.n).toBe(2);
    expect(await claim()).toBeUndefined();
    await commit();
    expect(await claim()).toBeUndefined();
    await empty();
  });

  test('of a dead worker’s claim one other gets hold, and only that one may end it', async () => {
    await fill(1);
    const first = (await claim())!;
    await owner('update private.outbox set due_at = now()');
    const others = (await atOnce(claim)).filter((each) => each !== undefined);
    expect(others.map(({ attempt }) => attempt)).toEqual([2]);
    const finish = async (attempt: number) => (await owner('select private.finish_outbox($1, $2, null, false) as ended', [first.id, attempt]))[0].ended as boolean;
    const ended = await atOnce((i) => finish(i % 2 === 0 ? 1 : 2));
    expect(ended.filter(Boolean)).toHaveLength(1);
    expect(await owner('select attempts, done_at is not null as done from private.outbox')).toEqual([{ attempts: 2, done: true }]);
    await empty();
  });
});

test('files that are the database’s own are deleted once, in two places at once', async () => {
  await owner(`insert into storage.buckets (id, name) values ('b', 'b')`);
  await owner(`insert into storage.objects (bucket_id, name) select 'b', 'folder/' || i from generate_series(1, 50) i`);
  await owner(`insert into private.outbox (kind, payload) select 'delete_object', jsonb_build_object('bucket', 'b', 'path', 'folder/' || i) from generate_series(1, 50) i`);
  const done = await atOnce(async () => Number((await owner('select private.maintain_files() as done'))[0].done), CLIENTS);
  expect(done.reduce((sum, each) => sum + each, 0)).toBe(50);
  expect(await owner('select from storage.objects')).toEqual([]);
});

test('invitations to one address from many at once stay within its limit', async () => {
  for (let i = 0; i < 4; i++) {
    await owner('select tests.sign_up($1)', [`boss${i}@b.test`]);
    await owner(`select tests.on_plan(tests.tenant_of($1), 'pro')`, [`boss${i}@b.test`]);
  }
  const answers = await atOnce(
    (i) => transaction(['select tests.act_as($1)', [`boss${i % 4}@b.test`]], [`select (c.invitation).id from create_invitation('victim@v.test', 'viewer') c`]),
    48,
  );
  expect(answers.filter((answer) => answer === 'rate_limited')).toHaveLength(28);
  expect(answers.filter((answer) => Array.isArray(answer))).toHaveLength(20);
});
