import type { JsonObject } from '@backstage/types';
import { permissionProfileJsonSchema as jsonSchema } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** `spec.mcp.permissionProfile` for the catalog's model: a part of a schema, which has no id of its own. */
export function permissionProfileJsonSchema(): JsonObject {
  const { $schema, $id, title, ...rest } = jsonSchema();
  return {
    description:
      'What a packaged server may reach: a permission profile as ToolHive reads it. Default: no network, nothing to write, nothing to read but its own package.',
    ...(rest as JsonObject),
  };
}
