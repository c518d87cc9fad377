import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { RISK_TIERS } from '@sallyport/backstage-plugin-mcp-registry-common';

/** By effective risk: ids of the checks without which nobody may approve a revision. */
export type RequiredChecks = Readonly<
  Record<(typeof RISK_TIERS)[number], readonly string[]>
>;

/** `mcpRegistry.checks`. */
export interface CheckSettings {
  /** By effective risk. */
  required: RequiredChecks;
  repeatHours: number;
  timeoutSeconds: number;
  /** How many run at once on a replica. */
  concurrency: number;
  /** How long a submission waits for its first verdicts. */
  waitSeconds: number;
  /** What counts as inside of the company. */
  companyDomains: readonly string[];
  /** So many days before the end of a TLS certificate its check warns. */
  certificateWarnDays: number;
}

/** Without configuration. A check of the tools is not demanded: many servers list them to people alone, and then it cannot be done. */
export const DEFAULT_CHECKS: CheckSettings = {
  required: {
    low: ['reach', 'remote'],
    medium: ['reach', 'remote'],
    high: ['reach', 'remote'],
    critical: ['reach', 'remote'],
  },
  repeatHours: 24,
  timeoutSeconds: 60,
  concurrency: 4,
  waitSeconds: 3,
  companyDomains: [],
  certificateWarnDays: 30,
};

/** Nothing is demanded. */
export const NO_CHECKS_REQUIRED: RequiredChecks = {
  low: [],
  medium: [],
  high: [],
  critical: [],
};

/** Reads `mcpRegistry.checks`. */
export function readCheckSettings(config: RootConfigService): CheckSettings {
  const checks = config.getOptionalConfig('mcpRegistry.checks');
  const number = (
    key:
      | 'repeatHours'
      | 'timeoutSeconds'
      | 'concurrency'
      | 'certificateWarnDays',
    min: number,
    max: number,
  ) => {
    const value = checks?.getOptionalNumber(key) ?? DEFAULT_CHECKS[key];
    if (!(value >= min && value <= max)) {
      throw new InputError(
        `The configuration mcpRegistry.checks.${key} must be between ${min} and ${max}, but is ${value}`,
      );
    }
    return value;
  };
  const required = checks?.getOptionalConfig('required');
  const unknown = (required?.keys() ?? []).find(
    key => !RISK_TIERS.some(tier => tier === key),
  );
  if (unknown !== undefined) {
    throw new InputError(
      `The configuration mcpRegistry.checks.required names “${unknown}”, which is no risk tier`,
    );
  }
  const tier = (name: (typeof RISK_TIERS)[number]) =>
    required?.getOptionalStringArray(name) ?? DEFAULT_CHECKS.required[name];
  return {
    required: {
      low: tier('low'),
      medium: tier('medium'),
      high: tier('high'),
      critical: tier('critical'),
    },
    repeatHours: number('repeatHours', 1, 24 * 90),
    timeoutSeconds: number('timeoutSeconds', 1, 600),
    concurrency: Math.floor(number('concurrency', 1, 32)),
    waitSeconds: DEFAULT_CHECKS.waitSeconds,
    companyDomains: checks?.getOptionalStringArray('companyDomains') ?? [],
    certificateWarnDays: number('certificateWarnDays', 1, 365),
  };
}
