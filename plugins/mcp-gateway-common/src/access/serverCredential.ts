import { z } from 'zod';

/** Names an entry of the gateway's own configuration, never a secret. */
const configuredName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, {
  message: 'must be the name of an entry in the configuration of the gateway',
});
/** RFC 9110 §5.6.2, without what belongs to the connection or to MCP itself. */
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, {
    message: 'must be the name of a header',
  })
  .refine(
    name =>
      !/^(?:host|connection|keep-alive|transfer-encoding|content-.*|upgrade|te|trailer|expect|cookie|accept|mcp-.*|last-event-id|proxy-.*)$/i.test(
        name,
      ),
    { message: 'must not be a header of the connection or of MCP' },
  );
/** What stands before the value, such as `Bearer`; empty: the value alone. */
const scheme = z.string().regex(/^(?:[A-Za-z][A-Za-z0-9-]{0,30})?$/);
const url = z.string().url().max(2000);
/** RFC 6749 §3.3. */
const scopes = z
  .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/))
  .max(50);

/**
 * With which credential calls reach the system behind a server: `spec.mcp.credential`. It never holds a value; names refer to the
 * gateway's configuration, where the administrator says which servers may use an entry.
 */
export const serverCredentialSchema = z.discriminatedUnion('type', [
  /** None: the server knows nobody, or trusts the gateway's address. */
  z.object({ type: z.literal('none') }).strict(),
  /** One secret for everybody, which the owner chose in the open. */
  z
    .object({
      type: z.literal('static'),
      secret: configuredName,
      header: headerName.optional(),
      scheme: scheme.optional(),
    })
    .strict(),
  /** A key that each person keeps under "My access". */
  z
    .object({
      type: z.literal('personal-key'),
      header: headerName.optional(),
      scheme: scheme.optional(),
      /** Where a person finds their key. */
      hint: z.string().min(1).max(500).optional(),
    })
    .strict(),
  /** Each person's own account, linked by OAuth. */
  z
    .object({
      type: z.literal('user-oauth'),
      issuer: url.optional(),
      scopes: scopes.optional(),
      client: configuredName.optional(),
      /** RFC 8707; the server's own address where it is absent. */
      resource: url.optional(),
    })
    .strict(),
  /** A short-lived JWT of the gateway that says who calls. */
  z
    .object({
      type: z.literal('signed-assertion'),
      audience: z.string().min(1).max(2000).optional(),
      header: headerName.optional(),
      lifetimeSeconds: z.number().int().min(30).max(600).optional(),
    })
    .strict(),
  /** RFC 8693. */
  z
    .object({
      type: z.literal('token-exchange'),
      exchange: configuredName,
      audience: z.string().min(1).max(2000).optional(),
      resource: url.optional(),
      scopes: scopes.optional(),
    })
    .strict(),
  /** The identity assertion grant of MCP's enterprise-managed authorization. */
  z
    .object({
      type: z.literal('id-jag'),
      provider: configuredName,
      issuer: url,
      resource: url.optional(),
      scopes: scopes.optional(),
    })
    .strict(),
]);

/** See {@link serverCredentialSchema}. */
export type ServerCredential = z.infer<typeof serverCredentialSchema>;
