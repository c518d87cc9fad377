import { createHash } from 'node:crypto';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { isLicenceIdentifier } from '../origin/judgeLicence';
import { readRegistries } from './readRegistries';
import { readSigners } from './readSigners';
import type { TrustSettings } from './TrustSettings';

const AT = 'mcpRegistry.trust';

/**
 * Reads `mcpRegistry.trust`, with the trust roots and keys that it names. Without it nothing is asked and nobody is believed.
 *
 * @throws InputError where something does not fit: what was meant to protect must not be passed over.
 */
export function readTrustSettings(config: RootConfigService): TrustSettings {
  const trust = config.getOptionalConfig(AT);
  const number = (key: string, usual: number, min: number, max: number) => {
    const value = trust?.getOptionalNumber(key) ?? usual;
    if (!(value >= min && value <= max)) {
      throw new InputError(
        `The configuration ${AT}.${key} must be between ${min} and ${max}, but is ${value}`,
      );
    }
    return value;
  };
  const allowed = trust?.getOptionalStringArray('licences.allowed');
  const wrong = allowed?.find(one => !isLicenceIdentifier(one));
  if (wrong !== undefined) {
    throw new InputError(
      `The configuration ${AT}.licences.allowed has “${wrong}”, which is no SPDX identifier`,
    );
  }
  const rules = {
    licences: { ...(allowed && { allowed }) },
    minReleaseAgeDays: number('minReleaseAgeDays', 7, 0, 365),
    staleAfterDays: number('staleAfterDays', 730, 30, 3650),
    knownServers: trust?.getOptionalStringArray('knownServers') ?? [],
  };
  const { digest, ...signers } = readSigners(trust);
  const registries = readRegistries(trust);
  return {
    ...registries,
    ...rules,
    ...signers,
    timeoutMs: number('timeoutSeconds', 10, 1, 60) * 1000,
    fingerprint: fingerprintOf([
      registries.npm?.url.href,
      registries.pypi && [registries.pypi.url, registries.pypi.simple],
      registries.images.map(({ host, url }) => [host, url.href]),
      rules,
      digest,
    ]),
  };
}

function fingerprintOf(parts: unknown): string {
  const json = JSON.stringify(parts);
  return createHash('sha256').update(json).digest('hex').slice(0, 12);
}
