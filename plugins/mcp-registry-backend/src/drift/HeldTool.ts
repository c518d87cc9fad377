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
  definition: listedToolSchema.optional(),
});

/** What the gateway answers. */
export const driftPageSchema = z.object({
  items: z
    .array(
      z.object({
        serverId: z.string().min(1).max(100),
        tools: z.array(heldToolSchema).max(2000),
      }),
    )
    .max(2000),
});

/** See {@link heldToolSchema}. */
export type HeldTool = z.infer<typeof heldToolSchema>;
/** See {@link driftPageSchema}. */
export type ServerDrift = z.infer<typeof driftPageSchema>['items'][number];
/** What is kept of it with the server. */
export type HeldToolNote = Omit<HeldTool, 'definition' | 'reason'>;
