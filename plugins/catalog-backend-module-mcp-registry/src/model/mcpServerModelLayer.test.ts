import {
  aiResourceEntityModel,
  type CatalogModelLayer,
  compileCatalogModel,
  defaultCatalogEntityModel,
  mcpServerApiEntityModel,
} from '@backstage/catalog-model/alpha';
import { mcpSpecSchema } from '@sallyport/backstage-plugin-mcp-registry-common';
import { z } from 'zod';
import { mcpServerModelLayer } from './mcpServerModelLayer';
import { mcpSpecJsonSchema } from './mcpSpecJsonSchema';

const MCP_SERVER = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'API',
  spec: { type: 'mcp-server' },
};

function ordersOf<T>(items: T[]): T[][] {
  return items.length < 2
    ? [items]
    : items.flatMap((item, index) =>
        ordersOf(items.toSpliced(index, 1)).map(rest => [item, ...rest]),
      );
}

const withoutAiModel: CatalogModelLayer[] = [
  defaultCatalogEntityModel,
  mcpServerApiEntityModel,
  mcpServerModelLayer,
];
const allOrders = [
  ...ordersOf(withoutAiModel),
  ...ordersOf([...withoutAiModel, aiResourceEntityModel]),
].map(layers => ({
  name: layers.map(layer => layer.layerId).join(' + '),
  layers,
}));

describe('mcpServerModelLayer', () => {
  it.each(allOrders)('compiles as $name', ({ layers }) => {
    const kind = compileCatalogModel(layers).getKind(MCP_SERVER);

    expect(
      kind?.relationFields.map(field => [field.path, field.relation]),
    ).toEqual([
      ['spec.owner', 'ownedBy'],
      ['spec.system', 'partOf'],
      ['spec.mcp.reaches', 'reachesSystem'],
    ]);
    expect(kind?.jsonSchema).toMatchObject({
      properties: { spec: { properties: { mcp: mcpSpecJsonSchema } } },
    });
  });

  it.each(['openapi', 'graphql', 'mcp-actions', undefined])(
    'leaves APIs of type %s as they are',
    type => {
      const entity = { ...MCP_SERVER, spec: { type } };
      const core = compileCatalogModel([
        defaultCatalogEntityModel,
        mcpServerApiEntityModel,
      ]);
      expect(compileCatalogModel(withoutAiModel).getKind(entity)).toEqual(
        core.getKind(entity),
      );
    },
  );

  it('has both directions of the relation to what a server reaches', () => {
    const relations = compileCatalogModel(withoutAiModel).getRelations({
      kind: 'API',
    });
    expect(
      relations?.find(relation => relation.forward.type === 'reachesSystem'),
    ).toMatchObject({
      toKind: ['System', 'Component', 'Resource', 'API'],
      reverse: { type: 'reachedBy' },
    });
  });

  it('says the same as the schema that the registry reads entities with', () => {
    const fromZod = z.toJSONSchema(mcpSpecSchema, { target: 'draft-7' });
    expect(comparable(mcpSpecJsonSchema)).toEqual(comparable(fromZod));
  });
});

/** Without what is only said in one of them: words, formats, and what a record's keys are. */
function comparable(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return [...schema].sort().map(comparable);
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const dropped = ['$schema', 'description', 'format', 'propertyNames'];
  return Object.fromEntries(
    Object.entries(schema)
      .filter(
        ([key, value]) => !dropped.includes(key) || typeof value === 'object',
      )
      .filter(([key]) => key !== 'propertyNames')
      .map(([key, value]) => [key, comparable(value)]),
  );
}
