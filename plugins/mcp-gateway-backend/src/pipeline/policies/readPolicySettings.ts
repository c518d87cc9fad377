import { resolve } from 'path';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/** Where the company's policies are. */
export interface PolicySettings {
  folder: string;
  reloadMs: number;
}

/** Reads `mcpGateway.policies`; `undefined` where a company has none. */
export function readPolicySettings(
  config: RootConfigService,
): PolicySettings | undefined {
  const policies = config.getOptionalConfig('mcpGateway.policies');
  if (!policies) return undefined;
  const seconds = policies.getOptionalNumber('reloadSeconds') ?? 10;
  if (!(seconds >= 1 && seconds <= 3600)) {
    throw new InputError(
      'mcpGateway.policies.reloadSeconds must be between 1 and 3600',
    );
  }
  return {
    folder: resolve(policies.getString('folder')),
    reloadMs: seconds * 1000,
  };
}
