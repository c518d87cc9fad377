import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const KEY = 'mcpRegistry.digest';
const CRON = /^\S+( \S+){4,5}$/;

/** When owners are told what happened on their servers. */
export interface DigestSettings {
  enabled: boolean;
  cron: string;
}

/** On Mondays at seven, in UTC. */
export const DEFAULT_DIGEST: DigestSettings = {
  enabled: true,
  cron: '0 7 * * 1',
};

/** Reads `mcpRegistry.digest`. */
export function readDigestSettings(config: RootConfigService): DigestSettings {
  const cron = config.getOptionalString(`${KEY}.cron`) ?? DEFAULT_DIGEST.cron;
  if (!CRON.test(cron)) {
    throw new InputError(
      `The configuration ${KEY}.cron must be a time such as "0 7 * * 1", but is "${cron}"`,
    );
  }
  return {
    enabled:
      config.getOptionalBoolean(`${KEY}.enabled`) ?? DEFAULT_DIGEST.enabled,
    cron,
  };
}
