import { z } from 'zod';

/** What can be stopped. */
export const STOP_KINDS = [
  'server',
  'revision',
  'tool',
  'grant',
  'connection',
  'client',
  'agent',
  'person',
  'package',
  'publisher',
  'host',
  'step-up',
] as const;
/** See {@link STOP_KINDS}. */
export type StopKind = (typeof STOP_KINDS)[number];

/** So many may be in force at a time: every gateway holds all of them. */
export const MAX_STOPS = 10_000;
/** The longest message to callers. */
export const MAX_STOP_MESSAGE = 500;

/** A stop as gateways get it: what it hits and what callers are told, never why. */
export const stopSchema = z.object({
  id: z.string().min(1).max(100),
  kind: z.enum(STOP_KINDS),
  /** The server's id where the kind is about one server's tool or connection; absent for all others. */
  serverId: z.string().min(1).max(100).optional(),
  /** What is stopped: an id, a digest, a name, an entity ref. */
  subject: z.string().min(1).max(2000),
  message: z.string().max(MAX_STOP_MESSAGE).optional(),
  /** It ends at this moment, ISO 8601 in UTC. Absent: when somebody lifts it. */
  endsAt: z.string().datetime().optional(),
});
/** See {@link stopSchema}. */
export type Stop = z.infer<typeof stopSchema>;

/** All stops in force, as the access door gives them. */
export const stopListSchema = z.object({
  /** The newest change of the feed about stops that this list contains. */
  sequence: z.number().int().nonnegative(),
  items: z.array(stopSchema).max(MAX_STOPS),
});
/** See {@link stopListSchema}. */
export type StopList = z.infer<typeof stopListSchema>;
