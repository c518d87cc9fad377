import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { Clock } from '../access/Clock';
import type { VaultClient } from '../vault/VaultClient';
import { FileSecret } from './FileSecret';
import { readSecretSettings, type SecretSettings } from './readSecretSettings';
import type { SecretSource } from './SecretSource';
import type { StaticSecret } from './StaticSecrets';
import { VaultSecret } from './VaultSecret';

/** The secrets of the configuration, by name, each from where it is; a mistake there stops the start. */
export function createSecretSources(options: {
  config: Config;
  vault?: VaultClient;
  clock: Clock;
  logger: LoggerService;
}): ReadonlyMap<string, StaticSecret> {
  const settings = readSecretSettings(options.config);
  return new Map(
    [...settings].map(([name, { servers, place }]) => [
      name,
      { servers, source: sourceOf(name, place, options) },
    ]),
  );
}

function sourceOf(
  name: string,
  place: SecretSettings['place'],
  options: Parameters<typeof createSecretSources>[0],
): SecretSource {
  switch (place.kind) {
    case 'value': {
      const reading = { kind: 'secret', secret: place.value } as const;
      return { read: () => reading, lookAgain: () => {} };
    }
    case 'file':
      return FileSecret.create({ ...options, file: place.file });
    case 'vault': {
      const { vault, clock, logger } = options;
      if (!vault) {
        throw new InputError(
          `mcpGateway.credentials.secrets.${name} is in Vault: set mcpGateway.vault`,
        );
      }
      return VaultSecret.create({ name, place, vault, clock, logger });
    }
    default:
      throw new Error(`No such place: ${place satisfies never}`);
  }
}
