import type { JsonObject } from '@backstage/types';
import { permissionProfileSchema } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { z } from 'zod';

/** `spec.mcp.permissionProfile` for the catalog's model. */
export function permissionProfileJsonSchema(): JsonObject {
  const schema = z.toJSONSchema(permissionProfileSchema, { target: 'draft-7' });
  // As plain data: the types of the two libraries say the same of it in different words.
  const { $schema, ...rest } = JSON.parse(JSON.stringify(schema));
  return {
    description:
      'What a packaged server may reach: a permission profile as ToolHive reads it. Default: no network, nothing to write, nothing to read but its own package.',
    ...rest,
  };
}
