import { CLIENT_PATHS } from './paths';

/** The gateway as authorization servers know it: the same words for a metadata document and for a registration. */
export function clientMetadata(publicUrl: string) {
  return {
    client_name: 'Sallyport MCP gateway',
    client_uri: publicUrl,
    // OpenID Connect Registration §2: on a machine's own address it can be a native one alone (SEP-837 wants it said).
    application_type: isLoopback(publicUrl) ? 'native' : 'web',
    redirect_uris: [`${publicUrl}${CLIENT_PATHS.callback}`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
}

function isLoopback(address: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(
    new URL(address).hostname,
  );
}
