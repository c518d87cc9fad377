import { z } from 'zod';

/** Whether a server answers somebody who shows no credential. */
export const ANONYMOUS_ANSWERS = ['open', 'closed', 'unknown'] as const;

/** What a probe saw of a server beside its tools. */
export const probeObservationsSchema = z.object({
  /** `open`: it begins a session with anybody; `closed`: it asks for a credential; `unknown`: it could not be found out. */
  withoutCredential: z.enum(ANONYMOUS_ANSWERS),
});

/** See {@link probeObservationsSchema}. */
export type ProbeObservations = z.infer<typeof probeObservationsSchema>;
