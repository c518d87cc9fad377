import type { KoaContextWithOIDC } from 'oidc-provider';
import { PATHS } from './paths';
import { SCOPE } from './scope';

/** What RFC 8414 has of what the library says; the rest is OpenID Connect's. */
const TOLD = new Set([
  'authorization_endpoint',
  'authorization_response_iss_parameter_supported',
  'client_id_metadata_document_supported',
  'code_challenge_methods_supported',
  'grant_types_supported',
  'issuer',
  'jwks_uri',
  'registration_endpoint',
  'response_types_supported',
  'revocation_endpoint',
  'token_endpoint',
  'token_endpoint_auth_methods_supported',
  'token_endpoint_auth_signing_alg_values_supported',
]);

/** Makes the RFC 8414 metadata say what is so, and no more. */
export function narrowMetadata(options: {
  /** Some client's id is the address of its metadata document. */
  takesDocumentIds: boolean;
  /** Those of agents, where they are on. */
  agentGrants: readonly string[];
}) {
  return async (
    ctx: KoaContextWithOIDC,
    next: () => Promise<void>,
  ): Promise<void> => {
    await next();
    if (ctx.path !== PATHS.metadata || ctx.status !== 200) return;
    const body = Object.fromEntries(
      Object.entries(ctx.body as object).filter(([name]) => TOLD.has(name)),
    );
    ctx.body = {
      ...body,
      client_id_metadata_document_supported: options.takesDocumentIds,
      grant_types_supported: [
        ...(body.grant_types_supported as string[]),
        ...options.agentGrants,
      ],
      response_modes_supported: ['query'],
      revocation_endpoint_auth_methods_supported:
        body.token_endpoint_auth_methods_supported,
      scopes_supported: [SCOPE],
    };
  };
}
