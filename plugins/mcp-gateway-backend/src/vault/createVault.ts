import type { Config } from '@backstage/config';
import type { EgressGuard } from '../egress/EgressGuard';
import { createTokenFetch } from '../exchange/createTokenFetch';
import { readVaultSettings } from './readVaultSettings';
import { VaultClient } from './VaultClient';

/** Vault as the gateway reaches it: guarded like every dial-out. Without `mcpGateway.vault` there is no client. */
export function createVault(options: { config: Config; guard: EgressGuard }): {
  client?: VaultClient;
  close(): Promise<void>;
} {
  const settings = readVaultSettings(options.config);
  if (!settings) return { close: async () => {} };
  const fetch = createTokenFetch(options);
  return {
    client: VaultClient.create({
      settings,
      fetch: (url, init) => fetch.fetch(url, init),
    }),
    close: () => fetch.close(),
  };
}
