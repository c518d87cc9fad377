import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mcpServerResourceRef } from '@sallyport/backstage-plugin-mcp-registry-node';
import { z } from 'zod';
import { compileCriteria } from './compileCriteria';

/** The policy's decision on `mcp.server.use`, as it is kept. */
const decisionSchema = z.discriminatedUnion('result', [
  z.object({ result: z.literal(AuthorizeResult.ALLOW) }),
  z.object({
    result: z.literal(AuthorizeResult.DENY),
    /** It was longer than is kept, and refuses for that. */
    isTooLong: z.literal(true).optional(),
  }),
  z.object({
    result: z.literal(AuthorizeResult.CONDITIONAL),
    pluginId: z.literal(mcpServerResourceRef.pluginId),
    resourceType: z.literal(mcpServerResourceRef.resourceType),
    conditions: z.unknown(),
  }),
]);

/** A decision that can be evaluated. */
export type ReadDecision =
  | { readonly kind: 'allow' }
  | { readonly kind: 'deny'; readonly isTooLong: boolean }
  | ({ readonly kind: 'conditions' } & ReturnType<typeof compileCriteria>);

/** Reads a kept decision. Throws where it cannot be understood: then nothing may be opened by it. */
export function readDecision(text: string): ReadDecision {
  const read = decisionSchema.safeParse(JSON.parse(text));
  if (!read.success) throw new Error('The decision cannot be understood');
  const decision = read.data;
  switch (decision.result) {
    case AuthorizeResult.ALLOW:
      return { kind: 'allow' };
    case AuthorizeResult.DENY:
      return { kind: 'deny', isTooLong: decision.isTooLong === true };
    case AuthorizeResult.CONDITIONAL:
      return { kind: 'conditions', ...compileCriteria(decision.conditions) };
    default:
      return decision satisfies never;
  }
}
