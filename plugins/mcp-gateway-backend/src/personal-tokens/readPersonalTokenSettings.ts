import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { PersonalTokenSettings } from './PersonalTokenSettings';

const LONGEST_DAYS = 366;

/** Reads `mcpGateway.personalTokens`. */
export function readPersonalTokenSettings(
  config: RootConfigService,
): PersonalTokenSettings {
  const own = config.getOptionalConfig('mcpGateway.personalTokens');
  const maxDays = own?.getOptionalNumber('maxDays') ?? 90;
  if (!(Number.isInteger(maxDays) && maxDays >= 1 && maxDays <= LONGEST_DAYS)) {
    throw new InputError(
      `mcpGateway.personalTokens.maxDays must be a whole number from 1 to ${LONGEST_DAYS}`,
    );
  }
  return { enabled: own?.getOptionalBoolean('enabled') ?? true, maxDays };
}
