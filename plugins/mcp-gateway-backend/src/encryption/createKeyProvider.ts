import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { KeyProvider } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { readTransitKey } from '../vault/readTransitKey';
import type { VaultClient } from '../vault/VaultClient';
import { VaultKeyProvider } from '../vault/VaultKeyProvider';
import { ConfiguredKeyProvider } from './ConfiguredKeyProvider';
import type { SecretBox } from './SecretBox';

/** What wraps data keys where no module brings a key provider: Vault's transit engine, or the keys of the configuration. */
export function createKeyProvider(options: {
  config: Config;
  box: SecretBox;
  vault?: VaultClient;
}): KeyProvider {
  const { config, box, vault } = options;
  const transit = readTransitKey(config);
  if (!transit) return ConfiguredKeyProvider.create({ box });
  if (!vault) {
    throw new InputError(
      'mcpGateway.encryption.vault needs mcpGateway.vault: where Vault is, and who the gateway is there',
    );
  }
  return VaultKeyProvider.create({ transit, vault });
}
