// How the GraphQL schema reads.
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  buildSchema,
  parse,
  validate,
  isInputObjectType,
  isObjectType,
  type GraphQLSchema,
} from 'postgraphile/graphql';
import { exportSchema } from '../../scripts/lib/graphql.ts';
import { root } from '../../scripts/lib/paths.ts';
import { graphqlQuery } from '../../scripts/lib/snippets.ts';
import { useDatabase } from '../run/database.ts';

let sdl: string;
let schema: GraphQLSchema;
const urls = await useDatabase();
beforeAll(async () => {
  sdl = await exportSchema(urls.GRAPHQL_URL);
  schema = buildSchema(sdl);
});
const fieldsOf = (name: string) => {
  const type = schema.getType(name);
  if (!isObjectType(type) && !isInputObjectType(type)) throw new Error(`There is no type ${name}`);
  return type.getFields();
};
const argsOf = (type: string, field: string) => {
  const found = schema.getType(type);
  if (!isObjectType(found)) throw new Error(`There is no type ${type}`);
  return found.getFields()[field]!.args.map((arg) => `${arg.name}: ${arg.type}`);
};

test('the same database gives the same text', async () => {
  expect(await exportSchema(urls.GRAPHQL_URL)).toBe(sdl);
});

describe('names', () => {
  test.each([
    'me',
    'myTenants',
    'website',
    'websites',
    'page',
    'pageByWebsiteIdAndSlug',
    'tenantBySlug',
    'livePage',
    'node',
  ])('Query.%s', (field) => {
    expect(fieldsOf('Query')).toHaveProperty(field);
  });
  test.each([
    'createTenant',
    'createPage',
    'updatePage',
    'deletePage',
    'publishWebsite',
    'rollbackWebsite',
    'setHomePage',
    'setActiveTenant',
  ])('Mutation.%s', (field) => expect(fieldsOf('Mutation')).toHaveProperty(field));
  test.each([
    ['Tenant', 'members'],
    ['Tenant', 'websites'],
    ['Tenant', 'subscriptions'],
    ['Website', 'pages'],
    ['Page', 'website'],
    ['Page', 'components'],
    ['Deployment', 'snapshotJson'],
    ['User', 'emails'],
    ['PublishWebsitePayload', 'deployment'],
  ])('%s.%s', (type, field) => expect(fieldsOf(type)).toHaveProperty(field));

  test('permissions keep their spelling as far as GraphQL allows', () => {
    expect(String(sdl)).toMatch(/enum AppPermission \{[\s\S]*?\bcontent_read\b/);
  });
});

describe('keys', () => {
  test('a row has its id, and a node id beside it', () => {
    expect(String(fieldsOf('Website').id!.type)).toBe('UUID!');
    expect(String(fieldsOf('Website').nodeId!.type)).toBe('ID!');
  });

  test('an id is all it takes', () => {
    expect(argsOf('Query', 'website')).toEqual(['id: UUID!']);
    expect(argsOf('Query', 'pageByWebsiteIdAndSlug').sort()).toEqual(['slug: String!', 'websiteId: UUID!']);
    expect(argsOf('Query', 'usageCounter')).toEqual([]);
    expect(Object.keys(fieldsOf('UpdatePageInput')).sort()).toEqual(['clientMutationId', 'id', 'patch']);
    expect(Object.keys(fieldsOf('DeletePageInput')).sort()).toEqual(['clientMutationId', 'id']);
  });

  test('nobody writes a tenant or an id', () => {
    for (const [name, type] of Object.entries(schema.getTypeMap())) {
      if (!isInputObjectType(type) || !/(Input|Patch)$/.test(name)) continue;
      expect(Object.keys(type.getFields()), name).not.toContain('tenantId');
      if (!/^(Update|Delete)\w+Input$/.test(name)) expect(Object.keys(type.getFields()), name).not.toContain('id');
    }
    expect(sdl).not.toMatch(/TenantIdAnd/);
  });
});

describe('what does not belong to clients', () => {
  test('is not there', () => {
    for (const hidden of [
      'Setting',
      'Error',
      'Directory',
      'PagePassword',
      'Outbox',
      'RateLimitBucket',
      'SignupFailure',
    ]) {
      expect(schema.getType(hidden), hidden).toBeUndefined();
    }
    expect(sdl).not.toMatch(/\b(userBy|usersBy|deploymentsBy)[A-Z]/);
    expect(sdl).not.toMatch(/ByNodeId/);
    expect(fieldsOf('Mutation')).not.toHaveProperty('createUser');
    expect(fieldsOf('Mutation')).not.toHaveProperty('deleteTenant');
  });

  test('only what the grants allow can be written', () => {
    expect(Object.keys(fieldsOf('WebsitePatch')).sort()).toEqual(
      [
        'analyticsEnabled',
        'brandingConfig',
        'description',
        'faviconUrl',
        'name',
        'seoDefaults',
        'settings',
        'templateId',
      ].sort(),
    );
    expect(Object.keys(fieldsOf('ComponentInput')).sort()).toEqual([
      'isLocked',
      'isVisible',
      'orderKey',
      'pageId',
      'props',
      'type',
    ]);
    expect(String(fieldsOf('ComponentInput').orderKey!.type)).toBe('String');
  });
});

describe('limits', () => {
  test('filters compare, and reach an index', () => {
    expect(Object.keys(fieldsOf('StringFilter')).sort()).toEqual(
      [
        'equalTo',
        'greaterThan',
        'greaterThanOrEqualTo',
        'in',
        'isNull',
        'lessThan',
        'lessThanOrEqualTo',
        'notEqualTo',
        'notIn',
      ].sort(),
    );
    expect(fieldsOf('PageFilter')).not.toHaveProperty('title');
    expect(fieldsOf('PageFilter')).not.toHaveProperty('components');
  });

  test('every list is a page with a size', () => {
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        if (!/Connection!?$/.test(String(field.type))) continue;
        const first = field.args.find(({ name }) => name === 'first');
        expect(first?.description, `${type.name}.${field.name}`).toContain('At most 100');
      }
    }
  });
});

test('the examples in the documentation are valid', () => {
  const examples = [
    ...fs.readFileSync(path.join(root, 'docs', 'api.md'), 'utf8').matchAll(/```graphql\n([\s\S]*?)```/g),
  ];
  expect(examples.length).toBeGreaterThan(0);
  for (const [, text] of examples) expect(validate(schema, parse(text!))).toEqual([]);
  expect(validate(schema, parse(graphqlQuery))).toEqual([]);
});
