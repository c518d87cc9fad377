import type { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  DATA_CLASSIFICATIONS,
  RISK_TIERS,
} from '@sallyport/backstage-plugin-mcp-registry-common';

/** Input and output of `mcp-registry:server:register`: a `ServerDefinition` of the registry, with the address flat. */
export const registerServerSchema = {
  input: {
    namespace: z => z.string().max(63).optional(),
    name: z =>
      z
        .string()
        .regex(
          /^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/,
          'Lower-case letters, digits and dashes',
        )
        .describe('Part of the address that people connect to'),
    title: z => z.string().max(100).optional(),
    description: z =>
      z.string().min(1).max(1000).describe('What it does, in plain words'),
    owner: z =>
      z.string().min(1).max(300).describe('Entity ref of a group or user'),
    system: z => z.string().max(300).optional(),
    lifecycle: z => z.string().max(63).optional(),
    tags: z => z.array(z.string().max(63)).max(30).optional(),
    riskTier: z => z.enum(RISK_TIERS),
    dataClassification: z => z.enum(DATA_CLASSIFICATIONS),
    compliance: z => z.array(z.string().max(63)).max(30).optional(),
    reaches: z =>
      z
        .array(z.string().max(300))
        .max(50)
        .optional()
        .describe('Entity refs of the systems behind it'),
    upstreamUrl: z =>
      z
        .string()
        .max(2000)
        .describe('Its own Streamable HTTP address, for the gateway only'),
  },
  output: {
    serverRef: z => z.string().describe('Entity ref of the server'),
    serverId: z => z.string().describe('Its id in the registry'),
    status: z => z.string().describe('"waiting": security reviews it'),
  },
} satisfies Parameters<typeof createTemplateAction>[0]['schema'];
