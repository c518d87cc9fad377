import { z } from 'zod';

/** What is held of a person's own key: encrypted, in `connections.payload`. */
export const heldKeySchema = z.object({
  /** As it stands in a header. */
  key: z
    .string()
    .min(1)
    .max(8192)
    .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/),
  /** Of the server's address when the key was given: it goes nowhere else. */
  origin: z.string(),
});

/** See {@link heldKeySchema}. */
export type HeldKey = z.infer<typeof heldKeySchema>;
