import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { z } from 'zod';

/** The policy's decision on `catalog.entity.read`, as it is kept with a token. The catalog checks the conditions themselves. */
export const catalogReadSchema = z.discriminatedUnion('result', [
  z.object({ result: z.literal(AuthorizeResult.ALLOW) }),
  z.object({ result: z.literal(AuthorizeResult.DENY) }),
  z.object({
    result: z.literal(AuthorizeResult.CONDITIONAL),
    pluginId: z.literal('catalog'),
    resourceType: z.literal('catalog-entity'),
    conditions: z.record(z.string(), z.unknown()),
  }),
]);
