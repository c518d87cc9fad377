import { z } from 'zod';
import { CLIENT_ALGORITHMS } from './CLIENT_ALGORITHMS';
import { checkRedirectUri } from './checkRedirectUri';

const webUri = z.url({ protocol: /^https$/ }).max(2000);

/**
 * A client's metadata document (RFC 7591 §2, client-id metadata documents). What stands in it beyond this is of no
 * consequence here and is left out, scopes included: there is one.
 */
export const knownClientSchema = z
  .object({
    client_id: z.string().min(1).max(2000),
    client_name: z.string().min(1).max(100),
    client_uri: webUri.optional(),
    logo_uri: webUri.optional(),
    redirect_uris: z
      .array(
        z
          .string()
          .max(2000)
          .superRefine((uri, context) => {
            const problem = checkRedirectUri(uri);
            if (problem) context.addIssue({ code: 'custom', message: problem });
          }),
      )
      .min(1)
      .max(20),
    token_endpoint_auth_method: z
      .enum(['none', 'private_key_jwt'])
      .default('none'),
    token_endpoint_auth_signing_alg: z.enum(CLIENT_ALGORITHMS).optional(),
    jwks: z
      .object({ keys: z.array(z.looseObject({ kty: z.string() })).max(20) })
      .optional(),
    jwks_uri: webUri.optional(),
  })
  .refine(
    client =>
      (client.token_endpoint_auth_method === 'none') ===
      (client.jwks === undefined && client.jwks_uri === undefined),
    'keys (jwks or jwks_uri) and private_key_jwt go together',
  );

/** A client that an administrator registered. */
export type KnownClient = z.infer<typeof knownClientSchema>;
