import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const AT = 'mcpGateway.vault';

/** Where Vault is, and who the gateway is there: for keys that wrap and for secrets alike. */
export interface VaultSettings {
  address: string;
  namespace?: string;
  /** The file that holds the token, such as the sink of a Vault agent. */
  tokenFile: string;
}

/** Reads `mcpGateway.vault`; absent where there is none. */
export function readVaultSettings(config: Config): VaultSettings | undefined {
  const vault = config.getOptionalConfig(AT);
  if (!vault) return undefined;
  const address = vault.getString('address').replace(/\/$/, '');
  const namespace = vault.getOptionalString('namespace');
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? '')) {
    throw new InputError(`${AT}.address must be an http(s) address`);
  }
  return {
    address,
    ...(namespace && { namespace }),
    tokenFile: vault.getString('tokenFile'),
  };
}
