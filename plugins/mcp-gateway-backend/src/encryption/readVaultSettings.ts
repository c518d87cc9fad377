import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const NAME = /^[A-Za-z0-9_-]{1,100}$/;

/** Where Vault's transit engine is, and which of its keys wraps. */
export interface VaultSettings {
  address: string;
  mount: string;
  key: string;
  namespace?: string;
  /** The file that holds the token, such as the sink of a Vault agent. */
  tokenFile: string;
}

/** Reads `mcpGateway.encryption.vault`; absent where the keys of the configuration wrap. */
export function readVaultSettings(
  config: RootConfigService,
): VaultSettings | undefined {
  const vault = config.getOptionalConfig('mcpGateway.encryption.vault');
  if (!vault) return undefined;
  const address = vault.getString('address').replace(/\/$/, '');
  const mount = vault.getOptionalString('mount') ?? 'transit';
  const key = vault.getString('key');
  const namespace = vault.getOptionalString('namespace');
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? '')) {
    throw new InputError(
      'mcpGateway.encryption.vault.address must be an http(s) address',
    );
  }
  if (!NAME.test(key) || !mount.split('/').every(part => NAME.test(part))) {
    throw new InputError(
      'mcpGateway.encryption.vault: key and mount are names of letters, digits, - and _',
    );
  }
  return {
    ...{ address, mount, key },
    ...(namespace && { namespace }),
    tokenFile: vault.getString('tokenFile'),
  };
}
