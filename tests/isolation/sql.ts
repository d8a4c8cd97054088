// The matrix through SQL: as the role and with the claims of a request, like PostgREST. Every statement is taken back.
import type pg from 'pg';
import { type Attempt, attemptsOf, copyOf, firstColumn, needs } from './attempts.ts';
import { functions, tables } from './expectations.ts';
import { type Finding, finish, isLazy, leaksOf, sameFor } from './outcomes.ts';
import { type Actor, actorsOf, isGranted, reaches, type Row, rowsOf, secretsFrom, visible, websitesOf, type World } from './world.ts';

type Answer = { count: string | null; answer: string | null; code: string | null; message: string | null; detail: string | null; hint: string | null; touched: string[] | null };
type Statement = { sql: string; answers: boolean };

/** Runs within the caller's transaction and leaves nothing in it. `brief` stops at the first actor with a finding. */
export async function runSql(client: pg.ClientBase, world: World, only: { objects?: string[]; brief?: boolean } = {}): Promise<{ findings: Finding[]; tried: number }> {
  const findings: Finding[] = [];
  const done = new Set<string>();
  const wanted = (object: string) => !only.objects || only.objects.includes(object);
  let tried = 0;

  for (const actor of actorsOf(world)) {
    if (only.brief && findings.length > 0) return { findings, tried };
    const report = (object: string, text: string) => findings.push({ object, text: `${actor.name}: ${text}` });
    const secrets = secretsFrom(world, actor);
    const names = [...world.shapes.keys()].filter((name) => tables[name] && wanted(name));

    // 1. what it sees
    const selects = names.map((name) => `select ${keyColumns(world, name)} from ${qualified(world, name)}`);
    // 2. what it changes without looking: the policies alone, with no trigger in between
    const sweeps = actor.role === 'service_role' ? [] : names.flatMap((name) => sweepsOf(world, actor, name));
    // 3. what it tries row by row
    const attempts = attemptsOf(world, actor, wanted);
    const each = attempts.flatMap((attempt) => (attempt.twin ? [attempt, attempt.twin] : [attempt]));
    tried += selects.length + sweeps.length + each.length;

    const seen = await tryAs(client, actor, selects.map((sql) => ({ sql, answers: true })));
    const swept = await tryAs(client, actor, sweeps, true);
    const results = await tryAs(client, actor, each.map((attempt) => statementOf(world, attempt)));

    names.forEach((name, i) => {
      const expected = visible(world, actor, name);
      const got = seen[i]!;
      const outcome = outcomeOf(got);
      if (expected === 'refused') {
        if (outcome !== 'refused') report(name, `select should be refused, was ${shown(got)}`);
        return;
      }
      if (got.code) return report(name, `select failed: ${shown(got)}`);
      const keys = (rows: Row[]) => rows.map((row) => JSON.stringify(world.shapes.get(name)!.key.map((column) => normal(row[column])))).sort();
      const [wantedKeys, gotKeys] = [keys(expected), keys(JSON.parse(got.answer || '[]') as Row[])];
      if (wantedKeys.join() !== gotKeys.join()) report(name, `select returned ${gotKeys.length} rows, should return ${wantedKeys.length}`);
    });

    sweeps.forEach(({ object, verb, row }, i) => {
      const table = tables[object]!;
      const rule = table[verb]!;
      const got = swept[i]!;
      if (row) {
        // without its triggers the row may well break a constraint, but only after the policy has let it through
        const may = isGranted(actor, table, verb) && reaches(actor, table, rule[0]!, row);
        if (may === (outcomeOf(got) === 'refused')) report(object, `the policy of insert should ${may ? 'let it through' : 'refuse'}, was ${shown(got)}`);
        return;
      }
      const refused = !isGranted(actor, table, verb) || (actor.refused && table.rows !== 'person');
      const reach = world.rows.get(object)!.filter((row) => reaches(actor, table, needs(rule), row)).length;
      if (refused ? outcomeOf(got) !== 'refused' : Number(got.count ?? -1) !== reach) {
        report(object, `${verb} of everything should ${refused ? 'be refused' : `reach ${reach} rows`}, was ${shown(got)}`);
      }
    });

    const answers = new Map(each.map((attempt, i) => [attempt, results[i]!]));
    for (const attempt of each) {
      const got = answers.get(attempt)!;
      const { object, verb, on } = attempt;
      const label = `${verb} on ${on}`;
      const outcome = world.functions.get(object)?.returnsNothing && !got.code ? 'done' : outcomeOf(got);
      if (outcome === 'done') done.add(`${object} ${verb}`);
      finish(report, attempt, outcome, shown(got), got.detail);
      if (attempt.twin) {
        const twin = answers.get(attempt.twin)!;
        if (!(actor.refused && isLazy(outcome, outcomeOf(twin)))) sameFor(report, attempt, said(got), said(twin));
      }
      const known = [...attempt.ids, ...uuidsOf(attempt)];
      const leaks = leaksOf(world, actor, object, secrets([got.answer, got.message, got.detail, got.hint].join(' '), known));
      if (leaks.length > 0) report(object, `${label} shows ${leaks.slice(0, 3).join(', ')}`);
      for (const touch of got.touched ?? []) {
        const [owner, what] = touch.split(' ') as [string, string];
        if (!mayTouch(world, actor, object, owner, what)) report(object, `${label} touched ${what} of ${ownerName(world, owner)}`);
      }
    }
  }

  // a line of the matrix that nobody ever passes proves nothing
  for (const [name, table] of Object.entries(tables)) {
    if (!world.shapes.has(name) || !wanted(name)) continue;
    for (const verb of ['insert', 'update', 'delete'] as const) {
      if (table[verb] && !done.has(`${name} ${verb}`)) findings.push({ object: name, text: `nobody could ${verb}, though somebody should` });
    }
  }
  for (const [name, fn] of Object.entries(functions)) {
    if (!world.functions.has(name) || !wanted(name) || fn.fieldOf) continue;
    if (!done.has(`${name} execute`)) findings.push({ object: name, text: 'nobody got an answer, though somebody should' });
  }
  return { findings, tried };
}

// ── Statements ──

const qualified = (world: World, name: string) => `${world.shapes.get(name)!.schema}.${name}`;
const keyColumns = (world: World, name: string) => world.shapes.get(name)!.key.join(', ');

type Sweep = Statement & { object: string; verb: 'insert' | 'update' | 'delete'; row?: Row };

function sweepsOf(world: World, actor: Actor, object: string): Sweep[] {
  const table = tables[object]!;
  const sweeps: Sweep[] = [];
  if (table.update) {
    const column = firstColumn(table.update);
    const value = world.rows.get(object)!.find((row) => row[column] !== null)?.[column] ?? null;
    sweeps.push({ object, verb: 'update', answers: false, sql: `update ${qualified(world, object)} set ${column} = ${typed(world, object, { [column]: value }, column)}` });
  }
  if (table.delete) sweeps.push({ object, verb: 'delete', answers: false, sql: `delete from ${qualified(world, object)}` });
  // where the client itself says below which website it goes
  if (table.insert && (table.rows !== 'website' || table.insert[1].split(' ').includes('website_id'))) {
    const rows = websitesOf(world, actor.tenant ?? world.tenants.alpha!).map((website) => rowsOf(world, object, { tenant: actor.tenant ?? world.tenants.alpha!, website, person: actor.person })[0]);
    for (const row of new Set(rows)) {
      if (row) sweeps.push({ object, verb: 'insert', row, ...statementOf(world, { object, verb: 'insert', values: copyOf(table, row) }) });
    }
  }
  return sweeps;
}

function statementOf(world: World, { object, verb, key, values }: Pick<Attempt, 'object' | 'verb' | 'key' | 'values'>): Statement {
  if (verb === 'execute') {
    const { schema, args } = world.functions.get(object)!;
    const list = Object.entries(values).map(([name, value]) => `"${name}" => ${literal(value)}`);
    if (Object.keys(values).some((name) => !args.includes(name))) throw new Error(`${object} has no such argument`);
    return { answers: true, sql: `select * from ${schema}.${object}(${list.join(', ')})` };
  }
  const name = qualified(world, object);
  const columns = Object.keys(values);
  if (verb === 'insert') {
    return { answers: false, sql: `insert into ${name} (${columns.join(', ')}) select ${columns.join(', ')} from jsonb_populate_record(null::${name}, ${literal(JSON.stringify(values))})` };
  }
  const where = Object.keys(key!).map((column) => `${column} = ${typed(world, object, key!, column)}`).join(' and ');
  if (verb === 'select') return { answers: true, sql: `select * from ${name} where ${where}` };
  if (verb === 'delete') return { answers: false, sql: `delete from ${name} where ${where}` };
  return { answers: false, sql: `update ${name} set ${columns.map((column) => `${column} = ${typed(world, object, values, column)}`).join(', ')} where ${where}` };
}

const literal = (value: unknown) => (value === null ? 'null' : typeof value === 'number' ? String(value) : `'${(typeof value === 'object' && !(Array.isArray(value) && value.every((each) => typeof each !== 'object')) ? JSON.stringify(value) : String(value)).replaceAll("'", "''")}'`);
const typed = (world: World, object: string, row: Row, column: string) =>
  `(jsonb_populate_record(null::${qualified(world, object)}, ${literal(JSON.stringify({ [column]: row[column] }))})).${column}`;

async function tryAs(client: pg.ClientBase, actor: Actor, statements: Statement[], withoutTriggers = false): Promise<Answer[]> {
  if (statements.length === 0) return [];
  await client.query('savepoint actor');
  try {
    if (withoutTriggers) await client.query('set local session_replication_role = replica');
    const request = 'select tests.request($1, $2, $3)';
    if (actor.forged) {
      // somebody else's context is left in the session; role and claims are ours
      await client.query(request, [actor.role, actor.forged.claims, {}]);
      await client.query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify(actor.claims)]);
    } else {
      await client.query(request, [actor.role, actor.claims, actor.headers]);
    }
    const { rows } = await client.query<Answer>(
      `select a.* from unnest($1::text[], $2::boolean[]) with ordinality s (sql, answers, n)
       cross join lateral isolation.attempt(s.sql, s.answers) a order by s.n`,
      [statements.map(({ sql }) => sql), statements.map(({ answers }) => answers)],
    );
    return rows;
  } finally {
    await client.query('rollback to savepoint actor; release savepoint actor');
  }
}

// ── Outcomes ──

function outcomeOf({ code, count, answer }: Answer): string {
  if (code) return code === '42501' || /^PT40[134]$/.test(code) ? 'refused' : code;
  if (Number(count) === 0) return 'nothing';
  // one row of nulls is how a function says that there is none
  if (answer && /^\[\{("[^"]+":null,?)+\}\]$/.test(answer.replaceAll(/\s/g, ''))) return 'nothing';
  return 'done';
}

const shown = (got: Answer) => (got.code ? `${got.code} ${got.detail ?? ''} ${got.message}` : `${outcomeOf(got)} (${got.count})`);

const said = ({ count, answer, code, message, detail, hint }: Answer) => JSON.stringify([count, answer, code, message, detail, hint]);

const uuidsOf = ({ key, values }: Attempt) => Object.values({ ...key, ...values }).filter((each) => typeof each === 'string');

function mayTouch(world: World, actor: Actor, object: string, owner: string, what: string): boolean {
  if (actor.role === 'service_role' || (actor.readsAll && functions[object]?.may === 'platform')) return true;
  if (owner === 'nobody') return what.startsWith('private.') || (what === 'public.waitlist' && object === 'join_waitlist');
  if (owner === actor.tenant || owner === actor.person || (owner === actor.alsoIn && functions[object]?.may === 'of the tenant')) return true;
  // made just now
  return !Object.values(world.tenants).includes(owner) && ![...world.people.values()].includes(owner);
}

const ownerName = (world: World, owner: string) =>
  Object.keys(world.tenants).find((name) => world.tenants[name] === owner) ?? [...world.people].find(([, id]) => id === owner)?.[0] ?? owner;

const normal = (value: unknown) => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value).toISOString() : value);

// ── The tenant a request asks for ──

/** Every actor asks for every tenant, by header and by setting. */
export async function runRequests(client: pg.ClientBase, world: World): Promise<Finding[]> {
  const findings: Finding[] = [];
  const asked: Record<string, string> = { ...world.tenants, nowhere: crypto.randomUUID(), malformed: "' or true --" };
  for (const actor of actorsOf(world).filter(({ role, forged }) => role !== 'service_role' && !forged)) {
    for (const [name, id] of Object.entries(asked)) {
      for (const way of ['x-tenant-id', 'app.current_tenant_id']) {
        await client.query('savepoint request');
        const headers = way === 'x-tenant-id' ? { 'x-tenant-id': id } : {};
        if (way !== 'x-tenant-id') await client.query('select set_config($1, $2, true)', [way, id]);
        const got: string = await client
          .query('select tests.request($1, $2, $3)', [actor.role, actor.claims, headers])
          .then(() => client.query('select private.tenant_id()'))
          .then(({ rows }) => rows[0].tenant_id, (error: pg.DatabaseError) => `${error.code} ${error.detail}`);
        await client.query('rollback to savepoint request; release savepoint request');
        const mine = id === actor.tenant || id === actor.alsoIn;
        const expected = name === 'malformed' ? ['PT400 invalid_tenant_id']
          : actor.refused ? (mine ? ['PT403 tenant_suspended'] : ['PT403 tenant_not_allowed', 'PT403 user_disabled'])
          : mine ? [id] : ['PT403 tenant_not_allowed'];
        if (!expected.includes(got)) findings.push({ object: way, text: `${actor.name} asks for ${name}: should get ${expected.join(' or ')}, got ${got}` });
      }
    }
  }
  return findings;
}
