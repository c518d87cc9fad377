import { errors } from 'oidc-provider';
import { checkRedirectUri } from './checkRedirectUri';

const MAX_URIS = 20;
const MAX_URI = 2000;
const MAX_NAME = 100;

/** What every client must be like, wherever its metadata comes from. Throws. */
export function checkClient(metadata: {
  redirect_uris?: readonly string[];
  client_name?: string;
}): void {
  const { redirect_uris: uris = [], client_name: name = '' } = metadata;
  if (name.length > MAX_NAME) {
    throw new errors.InvalidClientMetadata('client_name is too long');
  }
  if (uris.length > MAX_URIS || uris.some(uri => uri.length > MAX_URI)) {
    throw new errors.InvalidClientMetadata('redirect_uris are too many');
  }
  for (const uri of uris) {
    const problem = checkRedirectUri(uri);
    if (problem) {
      throw new errors.InvalidClientMetadata(`a redirect address ${problem}`);
    }
  }
}
