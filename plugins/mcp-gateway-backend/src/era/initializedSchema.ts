import { z } from 'zod';

/** What a server of the session era says of itself in answer to `initialize`. */
export const initializedSchema = z.looseObject({
  protocolVersion: z.string().max(40),
  capabilities: z.record(z.string(), z.unknown()),
  serverInfo: z.looseObject({ name: z.string(), version: z.string() }),
  instructions: z.string().optional(),
});

/** See {@link initializedSchema}. */
export type Initialized = z.infer<typeof initializedSchema>;
