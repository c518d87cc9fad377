import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { BoxKey } from './SecretBox';

const MIN_LENGTH = 32;
const ID = /^[A-Za-z0-9_-]{1,40}$/;

/** Reads `mcpGateway.encryption.keys`: the first one encrypts, all of them decrypt. */
export function readEncryptionKeys(config: RootConfigService): BoxKey[] {
  const keys =
    config.getOptionalConfigArray('mcpGateway.encryption.keys') ?? [];
  const read = keys.map(key => ({
    id: key.getString('id'),
    secret: key.getString('secret'),
  }));
  for (const { id, secret } of read) {
    if (!ID.test(id) || read.filter(key => key.id === id).length > 1) {
      throw new InputError(
        'Each of mcpGateway.encryption.keys needs an id of its own, of letters, digits, - and _',
      );
    }
    if (secret.length < MIN_LENGTH) {
      throw new InputError(
        `The key '${id}' of mcpGateway.encryption.keys is shorter than ${MIN_LENGTH} characters. Make one with: openssl rand -base64 32`,
      );
    }
  }
  return read;
}
