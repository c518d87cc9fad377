import { z } from 'zod';

/** What is held of an account that a person linked: encrypted, in `connections.payload`. */
export const heldAccountSchema = z.object({
  issuer: z.string(),
  /** Name of the configured client; absent: the gateway's own document or registration. */
  client: z.string().optional(),
  /** The address that the tokens were made for: they go nowhere else. Absent for an identity provider. */
  upstreamUrl: z.string().optional(),
  resource: z.string().optional(),
  scopes: z.array(z.string()),
  accessToken: z.string().optional(),
  refreshToken: z.string().optional(),
  idToken: z.string().optional(),
  /** When to ask for a newer token, milliseconds since the epoch; absent: its end was not told. */
  renewAt: z.number().optional(),
  /** What the system behind wants beside `scopes`: the person is asked for all of them. */
  lacks: z.array(z.string()).optional(),
  /** The system behind has refused a token, and this one was asked for since. */
  isSecondChance: z.boolean().optional(),
});

/** See {@link heldAccountSchema}. */
export type HeldAccount = z.infer<typeof heldAccountSchema>;
