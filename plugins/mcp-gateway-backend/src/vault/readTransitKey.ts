import type { Config } from '@backstage/config';
import { readVaultPath } from './readVaultPath';

const AT = 'mcpGateway.encryption.vault';

/** Which key of Vault's transit engine wraps data keys. */
export interface TransitKey {
  mount: string;
  key: string;
}

/** Reads `mcpGateway.encryption.vault`; absent where the keys of the configuration wrap. */
export function readTransitKey(config: Config): TransitKey | undefined {
  const vault = config.getOptionalConfig(AT);
  if (!vault) return undefined;
  const mount = vault.getOptionalString('mount') ?? 'transit';
  return {
    mount: readVaultPath(mount, `${AT}.mount`),
    key: readVaultPath(vault.getString('key'), `${AT}.key`),
  };
}
