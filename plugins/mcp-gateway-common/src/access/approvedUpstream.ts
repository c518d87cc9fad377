import { z } from 'zod';
import { hostedServerSchema } from '../profile/hostedServer';

const url = z.string().url().max(2000);

/** Where decided calls go: an address that a server listens at, or a runtime that the gateway starts itself. */
export const approvedUpstreamSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('streamable-http'), url }),
  /** The HTTP+SSE transport of MCP 2024-11-05, deprecated since. */
  z.object({ type: z.literal('sse'), url }),
  z.object({
    type: z.literal('hosted'),
    /** Names the server's runtimes, as an address names a server elsewhere: sessions and keys are bound to it. */
    url: z.string().regex(/^sallyport-runtime:\/\/[A-Za-z0-9._-]{1,100}$/),
    hosted: hostedServerSchema,
  }),
]);

/** See {@link approvedUpstreamSchema}. */
export type ApprovedUpstream = z.infer<typeof approvedUpstreamSchema>;
