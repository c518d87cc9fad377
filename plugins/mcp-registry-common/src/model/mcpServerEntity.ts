import type { Entity } from '@backstage/catalog-model';
import {
  hostedHttpSchema,
  hostedPackageSchema,
  isolationSchema,
  permissionProfileSchema,
  serverCredentialSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { z } from 'zod';

/** Risk tiers, lowest first. */
export const RISK_TIERS = ['low', 'medium', 'high', 'critical'] as const;
/** Data classifications, least sensitive first. */
export const DATA_CLASSIFICATIONS = [
  'public',
  'internal',
  'confidential',
  'restricted',
] as const;

/** How the gateway reaches a server that already runs somewhere. */
export const upstreamSchema = z
  .object({
    /** `sse`: the HTTP+SSE transport of MCP 2024-11-05, deprecated since. */
    type: z.enum(['streamable-http', 'sse']),
    url: z.string().url().max(2000),
  })
  .strict();

/** A server that ships as a package: the gateway runs it. */
export const packageSchema = hostedPackageSchema;

/** How a packaged server is started. */
export const runSchema = z
  .object({
    command: z.string().max(300).optional(),
    args: z.array(z.string().max(1000)).max(50).optional(),
    env: z.record(z.string(), z.string().max(1000)).optional(),
    /** How it speaks: `stdio`, which is the default, or HTTP by itself, at a port of its own. */
    transport: z.enum(['stdio', 'streamable-http']).optional(),
    port: hostedHttpSchema.shape.port.optional(),
    /** Default: `/mcp`. */
    path: hostedHttpSchema.shape.path.optional(),
  })
  .strict()
  .superRefine(({ transport, port, path }, context) => {
    const isHttp = transport === 'streamable-http';
    if (isHttp && port === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['port'],
        message: 'A server that speaks streamable-http needs a port',
      });
    }
    for (const [name, value] of Object.entries({ port, path })) {
      if (isHttp || value === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `${name} is of a server with transport: streamable-http`,
      });
    }
  });

/** `spec.mcp` of a catalog entity `kind: API`, `spec.type: mcp-server`. */
export const mcpSpecSchema = z
  .object({
    audience: z.array(z.string().min(1).max(100)).max(20).optional(),
    dataClassification: z.enum(DATA_CLASSIFICATIONS),
    compliance: z.array(z.string().min(1).max(63)).max(30).optional(),
    riskTier: z.enum(RISK_TIERS),
    /** Entity refs of the systems behind the server. */
    reaches: z.array(z.string().min(1).max(300)).max(50).optional(),
    upstream: upstreamSchema.optional(),
    package: packageSchema.optional(),
    run: runSchema.optional(),
    /** What a packaged server may reach; absent: nothing. */
    permissionProfile: permissionProfileSchema.optional(),
    /** Who shares a runtime of a packaged server; absent: everybody. */
    isolation: isolationSchema.optional(),
    /** Absent: none. */
    credential: serverCredentialSchema.optional(),
  })
  .strict();

/** See {@link mcpSpecSchema}. */
export type McpSpec = z.infer<typeof mcpSpecSchema>;

/** Whether an entity is an MCP server: `kind: API` and `spec.type: mcp-server` (core's own guard looks at the type only). */
export function isMcpServerEntity(entity: Entity): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'api' &&
    entity.spec?.type === 'mcp-server'
  );
}
