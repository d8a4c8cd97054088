// S13: without a key nothing is begun.
import { expect, test } from 'vitest';
import { signUp, useApi } from '../../api/support.ts';

const api = await useApi();

test('it says so, and nothing is logged', async () => {
  const ann = await signUp(api, 'ann');
  const { data: hero } = await ann.db.from('components').select('id').eq('type', 'hero').single();
  const response = await fetch(`${api.url}/functions/v1/ai`, { method: 'POST', headers: ann.headers, body: JSON.stringify({ action: 'suggest_copy', component: hero!.id }) });
  expect([response.status, await response.json()]).toEqual([503, expect.objectContaining({ details: 'not_configured' })]);
  expect((await ann.db.from('ai_usage_log').select('id')).data).toEqual([]);
});
