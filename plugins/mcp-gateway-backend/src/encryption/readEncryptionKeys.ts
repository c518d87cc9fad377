import { readFileSync } from 'node:fs';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { BoxKey } from './SecretBox';

const MIN_LENGTH = 32;
const ID = /^[A-Za-z0-9_-]{1,40}$/;

/** As the keys of documentation and examples call themselves. */
const EXAMPLE = /example|change-?me|not-?secret/i;

/** Reads `mcpGateway.encryption.keys`: the first one encrypts, all of them decrypt. */
export function readEncryptionKeys(
  config: RootConfigService,
  /** Whether only this machine reaches the gateway: the example. */
  options: { isDemo: boolean },
): BoxKey[] {
  const keys =
    config.getOptionalConfigArray('mcpGateway.encryption.keys') ?? [];
  const read = keys.map(key => ({
    id: key.getString('id'),
    secret: secretOf(key),
  }));
  for (const { id, secret } of read) {
    if (!ID.test(id) || read.filter(key => key.id === id).length > 1) {
      throw new InputError(
        'Each of mcpGateway.encryption.keys needs an id of its own, of letters, digits, - and _',
      );
    }
    if (!options.isDemo && (EXAMPLE.test(id) || EXAMPLE.test(secret))) {
      throw new InputError(
        `The key '${id}' of mcpGateway.encryption.keys is that of the example, and others than this machine reach the gateway. Make one with: openssl rand -base64 32, and give it an id of its own`,
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

function secretOf(key: Config): string {
  const secret = key.getOptionalString('secret');
  const file = key.getOptionalString('secretFile');
  if ((secret === undefined) === (file === undefined)) {
    throw new InputError(
      'Each of mcpGateway.encryption.keys needs either secret or secretFile',
    );
  }
  return secret ?? readFileSync(file ?? '', 'utf8').trim();
}
