import { z } from 'zod';

const changeSchema = z.object({
  sequence: z.number().int().nonnegative(),
  serverId: z.string().min(1).max(100),
  serverRef: z.string().min(3).max(300),
});

/** A page of the change feed, as it must come over the wire. */
export const changePageSchema = z.object({
  epoch: z.string().min(1).max(100),
  head: z.number().int().nonnegative(),
  changes: z.array(changeSchema).max(1000),
  stops: z.number().int().nonnegative().optional(),
});

/** A page of the index of access documents, as it must come over the wire. */
export const documentIndexSchema = z.object({
  items: z.array(changeSchema).max(1000),
  nextCursor: z.string().max(500).optional(),
});

/** What a reaction has placed, as it must come over the wire. */
export const reactionSchema = z.object({
  stops: z
    .array(
      z.object({
        id: z.string().min(1).max(100),
        subject: z.string().min(1).max(2000),
      }),
    )
    .max(100),
  endsAt: z.string().datetime(),
});

/** Every version that reaches a system, as it must come over the wire. */
export const reachSchema = z.object({
  digests: z.array(z.string().min(1).max(100)).max(10_000),
  servers: z.array(z.string().min(3).max(300)).max(10_000),
});
