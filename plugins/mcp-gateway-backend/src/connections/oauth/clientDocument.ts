import { clientMetadata } from './clientMetadata';
import { CLIENT_PATHS } from './paths';

/** The gateway's client-id metadata document: its address is the gateway's client id. */
export function clientDocument(publicUrl: string) {
  return {
    client_id: `${publicUrl}${CLIENT_PATHS.document}`,
    ...clientMetadata(publicUrl),
  };
}
