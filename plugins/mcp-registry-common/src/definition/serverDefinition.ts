import {
  isolationSchema,
  permissionProfileSchema,
  serverCredentialSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { z } from 'zod';
import {
  DATA_CLASSIFICATIONS,
  packageSchema,
  RISK_TIERS,
  runSchema,
  upstreamSchema,
} from '../model/mcpServerEntity';

const ref = z.string().min(1).max(300);
const label = z.string().min(1).max(63);

/** Everything that somebody says of a server: what the registry keeps of one that has no file in the catalog. */
export const serverDefinitionSchema = z
  .object({
    namespace: z
      .string()
      .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/)
      .optional(),
    name: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/,
        'must be lower-case letters, digits and dashes',
      ),
    title: z.string().min(1).max(100).optional(),
    description: z.string().min(1).max(1000),
    owner: ref,
    system: ref.optional(),
    lifecycle: label.optional(),
    tags: z.array(label).max(30).optional(),
    riskTier: z.enum(RISK_TIERS),
    dataClassification: z.enum(DATA_CLASSIFICATIONS),
    compliance: z.array(label).max(30).optional(),
    audience: z.array(z.string().min(1).max(100)).max(20).optional(),
    reaches: z.array(ref).max(50).optional(),
    upstream: upstreamSchema.optional(),
    package: packageSchema.optional(),
    run: runSchema.optional(),
    isolation: isolationSchema.optional(),
    permissionProfile: permissionProfileSchema.optional(),
    credential: serverCredentialSchema.optional(),
  })
  .strict();

/** See {@link serverDefinitionSchema}. */
export type ServerDefinition = z.infer<typeof serverDefinitionSchema>;

/** The entity ref of the server that a definition is about. */
export function definedServerRef(
  definition: Pick<ServerDefinition, 'namespace' | 'name'>,
): string {
  const namespace = definition.namespace ?? 'default';
  return `api:${namespace}/${definition.name}`.toLocaleLowerCase('en-US');
}
