import {
  DEPARTURES,
  listedToolSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { z } from 'zod';

/** A tool that the gateway holds back, as it says so. */
export const heldToolSchema = z.object({
  name: z.string().min(1).max(200),
  departure: z.enum(DEPARTURES),
  since: z.string().datetime(),
  /** Of the transition that led there. */
  reason: z.string().max(40).optional(),
  /** Absent where the server lists it no more, or nothing that could be approved. */
  definition: listedToolSchema.optional().catch(undefined),
});

/** A page of what the gateway answers. Each server is read by itself: one that cannot be read keeps no other from its review. */
export const driftPageSchema = z.object({
  items: z.array(z.unknown()).max(5000),
  nextCursor: z.string().min(1).max(1000).optional(),
});

/** What the gateway holds back of one server. */
export const serverDriftSchema = z.object({
  serverId: z.string().min(1).max(100),
  tools: z.array(heldToolSchema).max(5000),
});

/** See {@link heldToolSchema}. */
export type HeldTool = z.infer<typeof heldToolSchema>;
/** See {@link serverDriftSchema}. */
export type ServerDrift = z.infer<typeof serverDriftSchema> & {
  /** What the gateway says of it could not be read: nothing is known, which is not the same as nothing held back. */
  isUnreadable?: true;
};
/** What is kept of it with the server. */
export type HeldToolNote = Omit<HeldTool, 'definition' | 'reason'>;
