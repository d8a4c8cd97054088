// The GraphQL API: PostGraphile over the same tables, functions and policies as the REST API.
// It signs in as a role that owns nothing and belongs to the client roles only, so everything a
// request may do is decided by the database.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { depthLimit } from '@graphile/depth-limit';
import { PgSimplifyInflectionPreset } from '@graphile/simplify-inflection';
import pg from 'pg';
import { makeSchema } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { pgDeleteSingle, pgUpdateSingle, type PgResourceUnique } from 'postgraphile/@dataplan/pg';
import {
  TRAP_ERROR,
  access,
  constant,
  context,
  isSafeError,
  lambda,
  object,
  sideEffect,
  trap,
  type ConnectionStep,
  type ExecutableStep,
} from 'postgraphile/grafast';
import {
  GraphQLError,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  getNamedType,
  getNullableType,
  getOperationAST,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
  type DocumentNode,
  type FieldNode,
  type GraphQLErrorExtensions,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'postgraphile/graphql';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { jsonPgSmartTags } from 'postgraphile/utils';
import { PostGraphileConnectionFilterPreset } from 'postgraphile-plugin-connection-filter';
import { TokenError, verifyToken, type Claims } from './jwt.ts';
import { openPool } from './pool.ts';

export const GRAPHQL_PATH = '/graphql/v1';

const PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;
const MAX_ROWS = 25_000;
const MAX_FIELDS = 5_000;
// planning takes time that grows with the square of them
const MAX_OBJECTS = 500;
// `node` is planned for every type there is; a list of what the schema consists of is as long as it
const OBJECTS_PER_NODE = 20;
const PLANNING_TIMEOUT_MS = 2_000;
const EXECUTION_TIMEOUT_MS = 30_000;
const MAX_DEPTH = 12;
const MAX_READ = 64 * 1024 * 1024;
const STATEMENT_TIMEOUT_MS = 15_000;

/** What one request runs as: resolved once, set in each of its transactions. */
type RequestContext = { pgSettings: Record<string, string>; tenantId: string };

// No tenant has the nil uuid: without a tenant the statement still runs, and the database answers.
const NO_TENANT = '00000000-0000-0000-0000-000000000000';

declare global {
  namespace Grafast {
    interface Context {
      tenantId: string;
    }
  }
}

const requestContexts = new WeakMap<IncomingMessage, RequestContext>();

// ---------------------------------------------------------------------------------------------
// Names
// ---------------------------------------------------------------------------------------------

// The tenant is part of every key, and of no name.
const withoutTenant = (names: readonly string[]) =>
  names.length > 1 ? names.filter((name) => name !== 'tenant_id') : [...names];

function withoutOwner(name: string, owner: string): string {
  const rest = name.slice(owner.length);
  return name.startsWith(owner) && /^[A-Z]/.test(rest) ? rest : name;
}

const NamesPlugin: GraphileConfig.Plugin = {
  name: 'TenantryNamesPlugin',
  version: '0.0.0',
  inflection: {
    replace: {
      nodeIdFieldName: () => 'nodeId',
      // `id` stays `id`: the default makes room for a node id of that name
      _attributeName(previous, _preset, details) {
        return previous!({ ...details, skipRowId: true });
      },
      _joinAttributeNames(previous, _preset, codec, names) {
        return previous!(codec, withoutTenant(names));
      },
      // enum values keep the database's spelling; content.read becomes content_read
      enumValue(previous, _preset, value, codec) {
        return previous!(value.replaceAll(/\W/g, '_'), codec);
      },
      // publishWebsite answers with a `deployment`, as createPage answers with a `page`
      functionMutationResultFieldName(previous, _preset, details) {
        const { codec, isUnique, extensions } = details.resource;
        if (extensions?.tags?.resultFieldName || !isUnique || !codec.attributes || codec.isAnonymous) {
          return previous!(details);
        }
        return this.camelCase(this._singularizedCodecName(codec));
      },
      // tenant.members, not tenant.tenantMembers
      _manyRelation(previous, _preset, details) {
        return this.camelCase(withoutOwner(previous!(details), this._singularizedCodecName(details.codec)));
      },
      singleRelationBackwards(previous, _preset, details) {
        return this.camelCase(withoutOwner(previous!(details), this._singularizedCodecName(details.codec)));
      },
      _getBaseNameFromKeys(previous, _preset, keys) {
        const names = withoutTenant(keys.map((key) => key.attributeName));
        return previous!(keys.filter((key) => names.includes(key.attributeName)));
      },
    },
  },
};

// Two tables whose names GraphQL needs for something else: the enum of the built-in roles, and the
// root of live queries.
const TableNamesPlugin = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      'public.tenant_roles': { tags: { name: 'custom_role' } },
      'public.subscriptions': { tags: { name: 'tenant_subscription' } },
    },
  },
});

// ---------------------------------------------------------------------------------------------
// Keys: clients name a row by its `id`, the request context supplies the tenant
// ---------------------------------------------------------------------------------------------

const $tenantId = () => context().get('tenantId');

/** The key of one row, as steps: the tenant from the context, the rest from the arguments. */
const rowKey = (attributes: readonly string[], argument: (attribute: string) => ExecutableStep) =>
  Object.fromEntries(attributes.map((name) => [name, name === 'tenant_id' ? $tenantId() : argument(name)]));

const omitKey = <T extends object>(from: T, key: string) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => name !== key)) as T;

const TenantKeyPlugin: GraphileConfig.Plugin = {
  name: 'TenantryTenantKeyPlugin',
  version: '0.0.0',
  after: ['PgRowByUniquePlugin', 'PgMutationUpdateDeletePlugin', 'NodeAccessorPlugin'],
  schema: {
    entityBehavior: {
      // one way to change or delete a row: by its primary key
      pgCodec: {
        inferred: (behavior) => [behavior, '-nodeId:resource:update', '-nodeId:resource:delete'],
      },
      // read by primary key or slug; filters find rows by other keys
      pgResourceUnique: {
        inferred: (behavior, [, unique]) =>
          unique.isPrimary
            ? behavior
            : [behavior, '-update', '-delete', unique.attributes.includes('slug') ? 'single' : '-single'],
      },
      // who did something is an id: people see only themselves, and nobody lists what points at them so
      pgCodecRelation: {
        inferred(behavior, relation) {
          const keys = relation.isReferencee ? relation.remoteAttributes : relation.localAttributes;
          const name = withoutTenant(keys).join();
          const hidden = name.endsWith('_by') || (relation.isReferencee && name === 'active_tenant_id');
          return hidden ? [behavior, '-select', '-single', '-list', '-connection'] : behavior;
        },
      },
    },
    hooks: {
      GraphQLInputObjectType_fields(fields, build, { scope }) {
        const { pgResource, pgResourceUnique } = scope;
        if (!pgResource || !pgResourceUnique?.attributes.includes('tenant_id')) return fields;
        return omitKey(fields, build.inflection.attribute({ attributeName: 'tenant_id', codec: pgResource.codec }));
      },
      GraphQLObjectType_fields(fields, _build, { scope }) {
        // `node(nodeId:)` reads any row by its global id; one more field a table would say the same
        if (!scope.isRootQuery) return fields;
        return Object.fromEntries(Object.entries(fields).filter(([name]) => !name.endsWith('ByNodeId')));
      },
      GraphQLObjectType_fields_field(field, build, { scope }) {
        const resource = scope.pgFieldResource;
        const unique =
          scope.pgFieldResourceUnique ?? resource?.uniques.find((candidate: PgResourceUnique) => candidate.isPrimary);
        if (!resource || !unique) return field;
        const argName = (attributeName: string) =>
          build.inflection.attribute({ attributeName, codec: resource.codec as never });

        if (scope.isPgRowByUniqueConstraintField) {
          return {
            ...field,
            args: unique.attributes.includes('tenant_id')
              ? omitKey(field.args ?? {}, argName('tenant_id'))
              : field.args,
            plan: (_$root, args) => resource.get(rowKey(unique.attributes, (name) => args.getRaw(argName(name)))),
          };
        }
        if (scope.isPgUpdateMutation || scope.isPgDeleteMutation) {
          const change = scope.isPgUpdateMutation ? pgUpdateSingle : pgDeleteSingle;
          return {
            ...field,
            plan(_$root, args) {
              const $change = change(
                resource,
                rowKey(unique.attributes, (name) => args.getRaw(['input', argName(name)])),
              );
              args.apply($change);
              // RLS lets a forbidden change pass as a change of nothing; here it is an error
              const $row = trap($change, TRAP_ERROR, { valueForError: 'PASS_THROUGH' });
              sideEffect([$row, resource.executor.context()], async ([row, { withPgClient, pgSettings }]) => {
                if (row === null || (row instanceof Error && row.message.startsWith('No values were deleted'))) {
                  await withPgClient(pgSettings, (client) =>
                    client.query({
                      text: "select private.fail('not_found', $1::text)",
                      values: [build.inflection.tableFieldName(resource as never)],
                    }),
                  );
                }
              });
              return object({ result: $change });
            },
          };
        }
        return field;
      },
    },
  },
};

// ---------------------------------------------------------------------------------------------
// Limits: what can be filtered and ordered, how deep, how many
// ---------------------------------------------------------------------------------------------

// Under RLS only leakproof operators reach an index; comparisons of other types are not.
const INDEXABLE = new Set(['uuid', 'text', 'bool', 'int2', 'int4', 'int8', 'timestamptz', 'date']);

const IndexedFiltersPlugin: GraphileConfig.Plugin = {
  name: 'TenantryIndexedFiltersPlugin',
  version: '0.0.0',
  schema: {
    entityBehavior: {
      pgCodecAttribute: {
        inferred(behavior, [codec, name]) {
          return INDEXABLE.has(codec.attributes[name]!.codec.name) ? behavior : [behavior, '-filterBy', '-orderBy'];
        },
      },
    },
  },
};

const refused = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'PT400', reason: 'invalid_input' } });

function pageSizes([first, last]: readonly (number | null | undefined)[]) {
  for (const size of [first, last]) {
    if (size != null && !(size >= 0 && size <= MAX_PAGE_SIZE))
      throw refused(`A page holds at most ${MAX_PAGE_SIZE} rows`);
  }
  return { first: first ?? (last == null ? PAGE_SIZE : undefined), last };
}

const PageSizePlugin: GraphileConfig.Plugin = {
  name: 'TenantryPageSizePlugin',
  version: '0.0.0',
  after: ['PgFirstLastBeforeAfterArgsPlugin'],
  schema: {
    hooks: {
      GraphQLObjectType_fields_field_args(args, _build, { scope }) {
        const { first, last } = args;
        if (!scope.isPgFieldConnection || !first) return args;
        const bounded = (arg: typeof first, note: string) => ({
          ...omitKey(arg, 'applyPlan'),
          description: `${arg.description} ${note}`,
        });
        return {
          ...args,
          first: bounded(first, `At most ${MAX_PAGE_SIZE}; ${PAGE_SIZE} when no number is given.`),
          ...(last && { last: bounded(last, `At most ${MAX_PAGE_SIZE}.`) }),
        };
      },
      GraphQLObjectType_fields_field(field, _build, { scope }) {
        const inner = field.plan;
        if (!scope.isPgFieldConnection || !inner) return field;
        return {
          ...field,
          plan($parent, args, info) {
            const $connection = inner($parent, args, info) as ConnectionStep<any, any, any, any, any, any>;
            const given = (name: string) =>
              info.field.args.some((arg) => arg.name === name) ? args.getRaw(name) : constant(undefined);
            const $sizes = lambda([given('first'), given('last')], pageSizes);
            $connection.setFirst(access($sizes, 'first'));
            $connection.setLast(access($sizes, 'last'));
            return $connection as never;
          },
        };
      },
    },
  },
};

const META_FIELDS = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]));

/**
 * How many rows an operation can return at most: pages within pages multiply. Fragments that
 * unfold into one another count each time they do, which ends the walk as well.
 */
function countRows(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  given: Record<string, unknown>,
): number {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)]] : [],
  );
  const variables: Record<string, unknown> = { ...Object.fromEntries(defaults), ...given };
  const sizeOf = (field: FieldNode) => {
    const sizes = (field.arguments ?? []).flatMap(({ name, value }) => {
      if (name.value !== 'first' && name.value !== 'last') return [];
      const size =
        value.kind === Kind.INT
          ? Number(value.value)
          : value.kind === Kind.VARIABLE
            ? variables[value.name.value]
            : null;
      return typeof size === 'number' ? [size] : [];
    });
    return sizes.length > 0 ? Math.max(...sizes) : PAGE_SIZE;
  };
  let rows = 0;
  let fields = 0;
  let objects = 0;
  function walk(type: GraphQLNamedType | null | undefined, set: SelectionSetNode, each: number) {
    for (const node of set.selections) {
      if (rows > MAX_ROWS || ++fields > MAX_FIELDS || objects > MAX_OBJECTS) return;
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(node.name.value);
        if (fragment) walk(schema.getType(fragment.typeCondition.name.value), fragment.selectionSet, each);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        walk(node.typeCondition ? schema.getType(node.typeCondition.name.value) : type, node.selectionSet, each);
      } else if (isObjectType(type) || isInterfaceType(type)) {
        const field = type.getFields()[node.name.value] ?? META_FIELDS.get(node.name.value);
        if (!node.selectionSet) {
          // a root field asks the database even where it answers with a single value
          if (type === root) objects += 1;
          continue;
        }
        const isPage = field?.args.some(({ name }) => name === 'first');
        const size = isPage ? each * sizeOf(node) : each;
        if (isPage) rows += size;
        if (field) {
          const target = getNamedType(field.type);
          const many = isInterfaceType(target) || (isIntrospectionType(target) && isListType(getNullableType(field.type)));
          objects += many ? OBJECTS_PER_NODE : 1;
          walk(target, node.selectionSet, size);
        }
      }
    }
  }
  const root = schema.getRootType(operation.operation);
  walk(root, operation.selectionSet, 1);
  return fields > MAX_FIELDS || objects > MAX_OBJECTS ? Infinity : rows;
}

const LimitsPlugin: GraphileConfig.Plugin = {
  name: 'TenantryLimitsPlugin',
  version: '0.0.0',
  grafserv: {
    middleware: {
      setPreset(next, event) {
        const configFor = event.getExecutionConfig;
        event.validationRules.push(
          depthLimit({
            maxDepth: MAX_DEPTH,
            maxListDepth: 4,
            revealDetails: true,
            // the standard introspection query, which explorers and code generators send, unwraps nine types
            maxIntrospectionDepth: 15,
            maxDepthByFieldCoordinates: { '__Type.ofType': 9 },
          }),
        );
        event.getExecutionConfig = async function (ctx) {
          const config = await configFor.call(this, ctx);
          return {
            ...config,
            parseAndValidate(query) {
              const { errors, document } = config.parseAndValidate(query);
              return errors ? { errors: errors.map(maskError) as never } : { document };
            },
            execute(args) {
              const operation = getOperationAST(args.document, args.operationName);
              if (operation && countRows(args.schema, args.document, operation, args.variableValues ?? {}) > MAX_ROWS) {
                return {
                  errors: [
                    refused(
                      `A query may ask for at most ${MAX_ROWS} rows, ${MAX_FIELDS} fields and ${MAX_OBJECTS} objects; ask for less at a time`,
                    ),
                  ],
                };
              }
              return config.execute(args);
            },
          };
        };
        return next();
      },
    },
  },
};

/**
 * What one request has read from the database so far. Rows differ in size a thousandfold, and all of them are in memory
 * until the answer is put together; so a connection that brings too much is cut off while it does.
 */
const readSoFar = new WeakMap<object, { bytes: number }>();

function bounded(service: GraphileConfig.PgServiceConfiguration<'@dataplan/pg/adaptors/pg'>) {
  const { createWithPgClient } = service.adaptor;
  service.adaptor = {
    ...service.adaptor,
    async createWithPgClient(...options) {
      const withPgClient = await createWithPgClient(...options);
      const counting: typeof withPgClient = async (pgSettings, callback) => {
        const read = (pgSettings && readSoFar.get(pgSettings)) ?? { bytes: 0 };
        if (pgSettings) readSoFar.set(pgSettings, read);
        const isTooMuch = () => read.bytes > MAX_READ;
        const tooMuch = () => refused(`An answer holds at most ${MAX_READ / 1024 / 1024} MiB; ask for less at a time`);
        if (isTooMuch()) throw tooMuch();
        try {
          return await withPgClient(pgSettings, async (client) => {
            const { stream } = (client.rawClient as unknown as { connection: { stream: Socket } }).connection;
            const count = (chunk: Buffer) => {
              read.bytes += chunk.length;
              if (isTooMuch()) stream.destroy(tooMuch());
            };
            stream.on('data', count);
            try {
              return await callback(client);
            } finally {
              stream.off('data', count);
            }
          });
        } catch (error) {
          throw isTooMuch() ? tooMuch() : error;
        }
      };
      return Object.assign(counting, { release: withPgClient.release });
    },
  };
  return service;
}

// ---------------------------------------------------------------------------------------------
// Errors: the catalogue and the constraints speak, everything else is masked
// ---------------------------------------------------------------------------------------------

// Beside the catalogue (PT4xx): not null, foreign key, unique, check, exclusion, privilege, and
// values that do not fit their type; and a statement that took too long.
const SPOKEN = /^(PT4\d\d|23502|23503|23505|23514|23P01|42501|22001|22003|22007|22008|22021|22023|2201X|22P02|22P05|57014)$/;

const isDatabaseError = (error: unknown): error is pg.DatabaseError => error instanceof pg.DatabaseError;

export function maskError(error: GraphQLError): GraphQLError {
  const { nodes, source, positions, path, originalError } = error;
  const located = { nodes, source, positions, path, originalError };
  if (isDatabaseError(originalError) && originalError.code && SPOKEN.test(originalError.code)) {
    const { code, detail, hint, constraint } = originalError;
    // only the catalogue's details are made for clients: a constraint's shows the row
    const extensions = code.startsWith('PT') ? { code, reason: detail, hint } : { code, constraint, hint };
    return new GraphQLError(originalError.message, { ...located, extensions });
  }
  // what GraphQL itself refuses: syntax, unknown fields, values of a wrong type, limits
  if (!originalError || originalError instanceof GraphQLError || isSafeError(originalError)) {
    const extensions: GraphQLErrorExtensions = { ...error.extensions };
    const ofRequest = !path || originalError;
    return new GraphQLError(error.message, {
      ...located,
      extensions: extensions.code || !ofRequest ? extensions : { code: 'PT400', reason: 'invalid_input' },
    });
  }
  const errorId = crypto.randomUUID();
  console.error(`GraphQL error ${errorId}:`, originalError);
  return new GraphQLError('Something went wrong on our side', {
    ...located,
    extensions: { code: 'PT500', reason: 'internal', errorId },
  });
}

// ---------------------------------------------------------------------------------------------
// The request
// ---------------------------------------------------------------------------------------------

// What the database may want to know of a request; the rest stays here.
const HEADERS = ['x-tenant-id', 'x-forwarded-for', 'user-agent'];

/** A refusal of the whole request, before any of it runs. */
class RequestError extends Error {
  status: number;
  extensions: Record<string, unknown>;
  constructor(status: number, message: string, extensions: Record<string, unknown>) {
    super(message);
    this.status = status;
    this.extensions = extensions;
  }
}

async function readClaims(secret: string, authorization: string | undefined): Promise<Claims> {
  if (!authorization) return { role: 'anon' };
  const [scheme, token] = authorization.split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token) throw new TokenError('JWT invalid');
  return verifyToken(secret, token);
}

/**
 * Who asks, for which tenant, with which permissions: one round trip a request. The statements
 * go as one message, which the server runs as one transaction.
 */
async function resolveContext(pool: pg.Pool, secret: string, req: IncomingMessage): Promise<RequestContext> {
  const unauthenticated = (message: string) =>
    new RequestError(401, message, {
      code: 'PT401',
      reason: 'unauthenticated',
      hint: 'Send a valid access token as "Authorization: Bearer …".',
    });
  const claims = await readClaims(secret, req.headers.authorization).catch((error: unknown) => {
    throw error instanceof TokenError ? unauthenticated(error.message) : error;
  });
  if (!['anon', 'authenticated', 'platform_admin'].includes(claims.role)) {
    throw new RequestError(403, `The role "${claims.role}" can't use GraphQL`, {
      code: 'PT403',
      reason: 'role_not_allowed',
      hint: 'GraphQL is for people; the service uses REST.',
    });
  }
  const settings = {
    role: claims.role,
    'request.jwt.claims': JSON.stringify(claims),
    'request.headers': JSON.stringify(
      Object.fromEntries(HEADERS.flatMap((name) => (req.headers[name] === undefined ? [] : [[name, req.headers[name]]]))),
    ),
  };
  const set = Object.entries(settings).map(
    ([key, value]) => `set_config(${pg.escapeLiteral(key)}, ${pg.escapeLiteral(value)}, true)`,
  );
  try {
    const results = (await pool.query(
      `select ${set.join(', ')}; select private.request_settings() as settings`,
    )) as unknown as pg.QueryResult<{ settings: Record<string, string> }>[];
    const resolved = results[1]!.rows[0]!.settings;
    return { pgSettings: { ...settings, ...resolved }, tenantId: resolved['tenantry.tenant'] || NO_TENANT };
  } catch (error) {
    if (!isDatabaseError(error) || !error.code?.startsWith('PT4')) throw error;
    throw new RequestError(Number(error.code.slice(2)), error.message, {
      code: error.code,
      reason: error.detail,
      hint: error.hint,
    });
  }
}

// ---------------------------------------------------------------------------------------------
// The server
// ---------------------------------------------------------------------------------------------

type Explorer = { defaultQuery: string; defaultHeaders: string };

const preset = (
  connection: { connectionString?: string; pool?: pg.Pool },
  explorer?: Explorer,
): GraphileConfig.Preset => ({
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset, PostGraphileConnectionFilterPreset],
  plugins: [NamesPlugin, TableNamesPlugin, TenantKeyPlugin, IndexedFiltersPlugin, PageSizePlugin, LimitsPlugin],
  // `filter` does what `condition` does; the edge of a new row and `query` inside answers serve
  // Relay 1; a filter through a relation is a join that no index bounds
  disablePlugins: [
    'PgConnectionArgFilterBackwardRelationsPlugin',
    'PgConnectionArgFilterForwardRelationsPlugin',
    'RegisterQueryNodePlugin',
    'PgConditionArgumentPlugin',
    'PgConditionCustomFieldsPlugin',
    'PgMutationPayloadEdgePlugin',
    'QueryQueryPlugin',
    'MutationPayloadQueryPlugin',
  ],
  pgServices: [bounded(makePgService({ ...connection, schemas: ['public'], pubsub: false }))],
  // an argument without a default is required
  gather: { pgStrictFunctions: true },
  schema: {
    defaultBehavior: '-list +connection',
    connectionFilterAllowedOperators: [
      'isNull',
      'equalTo',
      'notEqualTo',
      'in',
      'notIn',
      'lessThan',
      'lessThanOrEqualTo',
      'greaterThan',
      'greaterThanOrEqualTo',
    ],
    connectionFilterArrays: false,
    connectionFilterComputedColumns: false,
    connectionFilterSetofFunctions: false,
  },
  grafserv: {
    graphqlPath: GRAPHQL_PATH,
    graphiqlStaticPath: `${GRAPHQL_PATH}/explorer/`,
    graphiqlPath: GRAPHQL_PATH,
    maxRequestLength: 512 * 1024,
    maskError,
    websockets: false,
  },
  ruru: { clientConfig: { ...explorer } as NonNullable<GraphileConfig.Preset['ruru']>['clientConfig'] },
  grafast: {
    explain: false,
    timeouts: { planning: PLANNING_TIMEOUT_MS, execution: EXECUTION_TIMEOUT_MS },
    context: ({ node }) => ({ ...requestContexts.get(node!.req) }),
  },
});

/** The schema as text: the committed schema.graphql. */
export async function exportSchema(connectionString: string): Promise<string> {
  const config = preset({ connectionString });
  try {
    const { schema } = await makeSchema(config);
    return `${printSchema(lexicographicSortSchema(schema))}\n`;
  } finally {
    await config.pgServices?.[0]?.release?.();
  }
}

type Options = {
  connectionString: string;
  jwtSecret: string;
  /** What the explorer opens with. */
  explorer?: Explorer;
};

export async function startGraphql({ connectionString, jwtSecret, explorer }: Options) {
  const pool = openPool('GraphQL', { connectionString, max: 10, statement_timeout: STATEMENT_TIMEOUT_MS });
  const { schema, resolvedPreset } = await makeSchema(preset({ pool }, explorer)).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  const server = grafserv({ schema, preset: resolvedPreset });
  await server.ready();
  const handler = server.createHandler();

  return {
    async handle(req: IncomingMessage, res: ServerResponse) {
      if (req.method === 'POST') {
        try {
          requestContexts.set(req, await resolveContext(pool, jwtSecret, req));
        } catch (error) {
          const { status, message, extensions } =
            error instanceof RequestError
              ? error
              : new RequestError(500, 'Something went wrong on our side', { code: 'PT500', reason: 'internal' });
          if (status === 500) console.error('GraphQL:', error);
          res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
          res.end(JSON.stringify({ errors: [{ message, extensions }] }));
          return;
        }
      }
      await handler(req, res);
    },
    async stop() {
      await server.release();
      await pool.end();
    },
  };
}
