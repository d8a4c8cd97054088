// What row-level security and the membership check cost.
import { id, requestOf } from '../data.ts';
import { Connection, now, quickest, ratio, rounds, type Statement, type Times, times } from '../measure.ts';
import { both, componentsOfPage, execute, reads, writes } from '../paths.ts';
import { cell, type Section } from '../report.ts';
import type { Bench } from '../run.ts';

const HOOK = ['select private.begin_request()'];

/** Nobody: no policy binds the owner, and the triggers need not find out who it is. */
export function asFloor(settings: Record<string, string>): Record<string, string> {
  return { ...settings, role: 'none', 'tenantry.identity': `none ${settings['request.jwt.claims']}` };
}

/** As PostGraphile: the first message finds the settings, which then are set in the transaction. */
async function graphqlRequest(connection: Connection, settings: Record<string, string>, resolve: boolean, statement: Statement): Promise<Times> {
  const begin = now();
  if (resolve) {
    const set = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', true)`);
    const results = (await connection.client.query(`select ${set.join(', ')}; select private.request_settings() as settings`)) as unknown as { rows: { settings: Record<string, string> }[] }[];
    settings = { ...settings, ...results[1]!.rows[0]!.settings };
  }
  await connection.client.query('begin');
  await connection.query({ text: 'select set_config(el->>0, el->>1, true) from json_array_elements($1::json) el', values: [JSON.stringify(Object.entries(settings))] });
  const before = now();
  await connection.query(statement);
  const after = now();
  await connection.client.query('commit');
  return { statement: after - before, request: now() - begin };
}

export async function rlsCost(bench: Bench): Promise<Section> {
  const ours = await Connection.open(bench.big.AUTHENTICATOR_URL);
  const graphql = await Connection.open(bench.big.GRAPHQL_URL);
  const owner = await Connection.open(bench.big.DATABASE_URL);
  const rows: Section['rows'] = [];
  for (const path of [...reads, ...writes]) {
    const isWrite = writes.includes(path);
    const repeat = isWrite ? 1 : 10;
    const variant = (run: (settings: Record<string, string>, statements: ReturnType<typeof both>) => Promise<Times>) =>
      quickest((n) => {
        const tenant = 1 + (n % bench.active);
        return run(requestOf(tenant), both(path, tenant, n));
      });
    const rest = await rounds({
      ours: variant((settings, { client }) => ours.request(settings, HOOK, client)),
      floor: variant((settings, { floor }) => owner.request(asFloor(settings), [], floor)),
    }, bench.count(120));
    const postgraphile = await rounds({
      ours: variant((settings, { client }) => graphqlRequest(graphql, settings, true, client)),
      floor: variant((settings, { floor }) => graphqlRequest(owner, asFloor(settings), false, floor)),
    }, bench.count(80));
    const inServer = path.name.startsWith('insert') ? undefined : await rounds({
      ours: (n) => ours.inServer(requestOf(1 + (n % bench.active)), HOOK, both(path, 1 + (n % bench.active), n).client, repeat),
      floor: (n) => owner.inServer(asFloor(requestOf(1 + (n % bench.active))), [], both(path, 1 + (n % bench.active), n).floor, repeat),
    }, bench.count(120));
    rows.push({
      name: path.name,
      cells: [
        inServer && cell(ratio(inServer.ours!, inServer.floor!)),
        cell(ratio(times(rest.ours!, 'statement'), times(rest.floor!, 'statement')), { max: isWrite ? 1.1 : 1.05 }),
        cell(ratio(times(rest.ours!, 'request'), times(rest.floor!, 'request')), { max: isWrite ? 1.35 : 1.25 }),
        cell(ratio(times(postgraphile.ours!, 'request'), times(postgraphile.floor!, 'request')), { max: 1.15 }),
      ],
    });
  }

  const [client, floor] = await Promise.all([
    plan(ours, requestOf(1), HOOK, both(componentsOfPage, 1).client),
    plan(owner, asFloor(requestOf(1)), [], both(componentsOfPage, 1).floor),
  ]);
  await Promise.all([ours.close(), graphql.close(), owner.close()]);
  return {
    title: 'Row-level security',
    text: 'Ours, as a member of the tenant, ÷ the floor. The request is measured with the messages of stock PostgREST (the hook is a statement of its own) and of our PostGraphile (the hook comes before the transaction, together with role and claims).',
    columns: ['in the server', 'statement', 'request, PostgREST', 'request, PostGraphile'],
    rows,
    notes: [
      'What a statement pays does not depend on it: the helpers of its policies, once each. They read the stored context, which costs as much as reading ten rows by an index, so that the quickest statements show it most. The buffers are the same ([tests/performance](../tests/performance/buffers.test.ts)). What a request pays is the look-up of person, tenant and role, and the message that asks for it.',
    ],
    plans: [{ title: 'Plan under row-level security', text: client }, { title: 'Plan of the floor', text: floor }],
  };
}

export async function plan(connection: Connection, settings: Record<string, string>, hooks: string[], { text, values }: Statement): Promise<string> {
  const { client } = connection;
  await client.query('begin');
  try {
    for (const setting of Object.entries(settings)) await client.query('select set_config($1, $2, true)', setting);
    for (const hook of hooks) await client.query(hook);
    await client.query('set local plan_cache_mode = force_generic_plan');
    await client.query(`prepare explained as ${text}`);
    const { rows } = await client.query({ text: `explain (analyze, buffers, timing off, summary off) ${execute('explained', values)}`, rowMode: 'array' });
    await client.query('deallocate explained');
    return rows.map(([line]) => line as string).join('\n');
  } finally {
    await client.query('rollback');
  }
}

export async function manyTenants(bench: Bench): Promise<Section> {
  const root = await Connection.open(bench.big.ROOT_DATABASE_URL);
  const member = bench.active + 1;
  await root.client.query(`
    set session_replication_role = replica;
    insert into public.tenant_members (tenant_id, user_id, role, display_name, email)
    select t.id, '${id(`user ${member}`)}', 'admin', 'User ${member}', 'user-${member}@bench.test'
    from public.tenants t order by t.id limit 1000 on conflict do nothing;
    reset session_replication_role;
    analyze public.tenant_members`);
  await root.close();
  const ours = await Connection.open(bench.big.AUTHENTICATOR_URL);
  const { client } = both(componentsOfPage, member);
  const one = both(componentsOfPage, member + 1).client;
  const found = await rounds({
    many: quickest(() => ours.request(requestOf(member), HOOK, client)),
    header: quickest(() => ours.request(requestOf(member, { 'x-tenant-id': id(`tenant ${member}`) }), HOOK, client)),
    one: quickest(() => ours.request(requestOf(member + 1), HOOK, one)),
  }, bench.count(200));
  await ours.close();
  const row = (name: string, of: Times[]) => ({
    name,
    cells: [
      cell(ratio(times(of, 'statement'), times(found.one!, 'statement')), { max: 1.1 }),
      cell(ratio(times(of, 'request'), times(found.one!, 'request')), { max: 1.1 }),
    ],
  });
  return {
    title: 'A person in 1,000 tenants',
    text: `${componentsOfPage.name[0]!.toUpperCase()}${componentsOfPage.name.slice(1)}, for a member of 1,000 tenants ÷ for a member of a few.`,
    columns: ['statement', 'request'],
    rows: [row('the active tenant', found.many!), row('a tenant named by x-tenant-id', found.header!)],
  };
}
