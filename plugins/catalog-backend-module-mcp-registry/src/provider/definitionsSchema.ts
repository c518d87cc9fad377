import {
  isolationSchema,
  permissionProfileSchema,
  serverCredentialSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  DATA_CLASSIFICATIONS,
  packageSchema,
  RISK_TIERS,
  runSchema,
  upstreamSchema,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { z } from 'zod';

const definitionSchema = z.object({
  namespace: z.string().max(63).optional(),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/),
  title: z.string().max(100).optional(),
  description: z.string().max(1000),
  owner: z.string().min(1).max(300),
  system: z.string().max(300).optional(),
  lifecycle: z.string().max(63).optional(),
  tags: z.array(z.string().max(63)).max(30).optional(),
  riskTier: z.enum(RISK_TIERS),
  dataClassification: z.enum(DATA_CLASSIFICATIONS),
  compliance: z.array(z.string().max(63)).max(30).optional(),
  audience: z.array(z.string().max(100)).max(20).optional(),
  reaches: z.array(z.string().max(300)).max(50).optional(),
  upstream: upstreamSchema.optional(),
  package: packageSchema.optional(),
  run: runSchema.optional(),
  isolation: isolationSchema.optional(),
  permissionProfile: permissionProfileSchema.optional(),
  credential: serverCredentialSchema.optional(),
});

/** One server that was registered in the portal, as it must come over the wire. */
export const registeredServerSchema = z.object({
  serverId: z.string().regex(/^[\w.-]{1,100}$/),
  definition: definitionSchema,
  registeredBy: z.string().max(300),
  registeredAt: z.string().max(100),
});
/** See {@link registeredServerSchema}. */
export type RegisteredServer = z.infer<typeof registeredServerSchema>;

/** The answer of the definitions door; its items are read one by one, so that a bad one spoils itself only. */
export const definitionsAnswerSchema = z.object({
  items: z.array(z.unknown()).max(100_000),
});
