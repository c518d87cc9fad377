import type { JsonObject } from '@backstage/types';
import { serverCredentialSchema } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { z } from 'zod';

/** `spec.mcp.credential` for the catalog's model, whose validator knows no `format`. */
export function credentialJsonSchema(): JsonObject {
  const schema = z.toJSONSchema(serverCredentialSchema, {
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      delete jsonSchema.format;
    },
  });
  // As plain data: the types of the two libraries say the same of it in different words.
  const { $schema, ...rest } = JSON.parse(JSON.stringify(schema));
  return {
    description:
      'With which credential calls reach the system behind the server. It never holds a value: names refer to the configuration of the gateway.',
    ...rest,
  };
}
