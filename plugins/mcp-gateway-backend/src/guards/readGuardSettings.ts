import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { GuardSettings } from './GuardSettings';
import { MAX_HELD_BYTES } from './MAX_HELD_BYTES';

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_MAX_RESULT_BYTES = 1024 * 1024;

/** Reads `mcpGateway.guards`. */
export function readGuardSettings(config: RootConfigService): GuardSettings {
  const guards = config.getOptionalConfig('mcpGateway.guards');
  const timeoutMs =
    guards?.getOptionalNumber('timeoutMs') ?? DEFAULT_TIMEOUT_MS;
  const maxResultBytes =
    guards?.getOptionalNumber('maxResultBytes') ?? DEFAULT_MAX_RESULT_BYTES;
  const largeResults = guards?.getOptionalString('largeResults') ?? 'refuse';
  if (!(timeoutMs >= 1 && timeoutMs <= 60_000)) {
    throw new InputError(
      'mcpGateway.guards.timeoutMs must be between 1 and 60000',
    );
  }
  if (!(maxResultBytes >= 1 && maxResultBytes <= MAX_HELD_BYTES)) {
    throw new InputError(
      `mcpGateway.guards.maxResultBytes must be between 1 and ${MAX_HELD_BYTES}`,
    );
  }
  if (largeResults !== 'refuse' && largeResults !== 'mark') {
    throw new InputError(
      `mcpGateway.guards.largeResults is refuse or mark, not '${largeResults}'`,
    );
  }
  return { timeoutMs, maxResultBytes, largeResults };
}
