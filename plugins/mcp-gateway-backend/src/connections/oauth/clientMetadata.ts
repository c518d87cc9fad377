import { CLIENT_PATHS } from './paths';

/** The gateway as authorization servers know it: the same words for a metadata document and for a registration. */
export function clientMetadata(publicUrl: string) {
  return {
    client_name: 'Sallyport MCP gateway',
    client_uri: publicUrl,
    // OpenID Connect Registration §2: a web application has addresses by https (SEP-837 wants it said).
    application_type: publicUrl.startsWith('https:') ? 'web' : 'native',
    redirect_uris: [`${publicUrl}${CLIENT_PATHS.callback}`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
}
