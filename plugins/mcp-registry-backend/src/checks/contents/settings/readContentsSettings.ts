import { createHash } from 'node:crypto';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { isLicenceIdentifier } from '../../trust/origin/judgeLicence';
import { SEVERITIES, type Severity } from '../types';
import type { ContentsSettings } from './ContentsSettings';
import { readSources } from './readSources';

const AT = 'mcpRegistry.contents';
const MIB = 1024 * 1024;

/**
 * Reads `mcpRegistry.contents`. Without it nothing is read, and the check says that it cannot be done.
 *
 * @throws InputError where something does not fit: what was meant to protect must not be passed over.
 */
export function readContentsSettings(
  config: RootConfigService,
): ContentsSettings {
  const contents = config.getOptionalConfig(AT);
  const number = (key: string, usual: number, min: number, max: number) => {
    const value = contents?.getOptionalNumber(key) ?? usual;
    if (!(value >= min && value <= max)) {
      throw new InputError(
        `The configuration ${AT}.${key} must be between ${min} and ${max}, but is ${value}`,
      );
    }
    return value;
  };
  const osv = readSources(contents, 'osv');
  const vex = readSources(contents, 'vex');
  const severity = readSeverity(contents?.getOptionalConfig('severity'));
  const licences = readLicences(contents);
  const maxDataAgeHours = number('maxDataAgeHours', 72, 1, 24 * 365);
  return {
    ...{ osv, vex, severity, licences, maxDataAgeHours },
    refreshMinutes: number('refreshMinutes', 30, 1, 24 * 60),
    maxBytes: number('maxMebibytes', 1024, 1, 16 * 1024) * MIB,
    timeoutMs: number('timeoutSeconds', 300, 1, 3600) * 1000,
    fingerprint: fingerprintOf([
      osv.map(({ name, ageBy }) => [name, ageBy]),
      vex.map(({ name, servers }) => [name, servers ?? null]),
      ...[severity, licences, maxDataAgeHours],
    ]),
  };
}

function readSeverity(config: Config | undefined) {
  const read = (key: string, usual: Severity): Severity => {
    const text = config?.getOptionalString(key) ?? usual;
    const known = SEVERITIES.find(one => one === text);
    if (!known) {
      throw new InputError(
        `The configuration ${AT}.severity.${key} is “${text}”, and must be one of ${SEVERITIES.join(
          ', ',
        )}`,
      );
    }
    return known;
  };
  const policy = {
    failAt: read('failAt', 'high'),
    warnAt: read('warnAt', 'low'),
    unknown: read('unknown', 'medium'),
  };
  if (SEVERITIES.indexOf(policy.warnAt) > SEVERITIES.indexOf(policy.failAt)) {
    throw new InputError(
      `The configuration ${AT}.severity warns later (${policy.warnAt}) than it fails (${policy.failAt})`,
    );
  }
  return policy;
}

function readLicences(contents: Config | undefined) {
  const read = (key: 'allowed' | 'denied') => {
    const all = contents?.getOptionalStringArray(`licences.${key}`);
    const wrong = all?.find(one => !isLicenceIdentifier(one));
    if (wrong !== undefined) {
      throw new InputError(
        `The configuration ${AT}.licences.${key} has “${wrong}”, which is no SPDX identifier`,
      );
    }
    return all;
  };
  const allowed = read('allowed');
  return { ...(allowed && { allowed }), denied: read('denied') ?? [] };
}

function fingerprintOf(parts: unknown): string {
  const json = JSON.stringify(parts);
  return createHash('sha256').update(json).digest('hex').slice(0, 12);
}
