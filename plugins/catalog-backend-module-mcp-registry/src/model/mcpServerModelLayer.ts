import { createCatalogModelLayer } from '@backstage/catalog-model/alpha';
import { mcpSpecJsonSchema } from './mcpSpecJsonSchema';
import {
  REACHED_KINDS,
  RELATION_REACHED_BY,
  RELATION_REACHES,
} from './reaches';

/**
 * What Sallyport adds to core's `API` of type `mcp-server`. It updates that type and does not import it: importing would clash
 * with `@backstage/plugin-catalog-backend-module-ai-model`, which declares it too.
 */
export const mcpServerModelLayer = createCatalogModelLayer({
  layerId: 'sallyport.dev/mcp-server',
  builder: model => {
    model.updateKind({
      names: { kind: 'API' },
      versions: [
        {
          name: ['v1alpha1', 'v1beta1'],
          specType: 'mcp-server',
          // An update replaces the list, so core's two are said again.
          relationFields: [
            {
              selector: { path: 'spec.owner' },
              relation: 'ownedBy',
              defaultKind: 'Group',
              defaultNamespace: 'inherit',
              allowedKinds: ['Group', 'User'],
            },
            {
              selector: { path: 'spec.system' },
              relation: 'partOf',
              defaultKind: 'System',
              defaultNamespace: 'inherit',
            },
            {
              selector: { path: 'spec.mcp.reaches' },
              relation: RELATION_REACHES,
              defaultKind: 'System',
              defaultNamespace: 'inherit',
              allowedKinds: REACHED_KINDS,
            },
          ],
          schema: {
            jsonSchema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: { mcp: mcpSpecJsonSchema },
                },
              },
            },
          },
        },
      ],
    });
    model.addRelationPair({
      fromKind: 'API',
      toKind: REACHED_KINDS,
      description: 'An MCP server and the systems that its tools reach',
      forward: { type: RELATION_REACHES, title: 'reaches' },
      reverse: { type: RELATION_REACHED_BY, title: 'reached by' },
    });
  },
});
