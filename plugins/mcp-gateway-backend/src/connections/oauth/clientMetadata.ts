import { CLIENT_PATHS } from './paths';

/** The gateway as authorization servers know it: the same words for a metadata document and for a registration. */
export function clientMetadata(publicUrl: string) {
  return {
    client_name: 'Sallyport MCP gateway',
    client_uri: publicUrl,
    redirect_uris: [`${publicUrl}${CLIENT_PATHS.callback}`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
}
