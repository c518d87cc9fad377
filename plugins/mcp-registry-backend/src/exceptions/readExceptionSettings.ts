import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { RISK_TIERS } from '@sallyport/backstage-plugin-mcp-registry-common';

type RiskTier = (typeof RISK_TIERS)[number];

/** `mcpRegistry.exceptions`. */
export interface ExceptionSettings {
  /** How long one may hold at most, by effective risk. */
  maxDays: Readonly<Record<RiskTier, number>>;
  /** So many days before its end people are told, the earliest first. */
  remindDays: readonly number[];
  /** What happens to a server whose approved version needs an exception that ended. */
  atEnd: 'suspend' | 'keep';
}

/** Without configuration. */
export const DEFAULT_EXCEPTIONS: ExceptionSettings = {
  maxDays: { low: 90, medium: 90, high: 30, critical: 30 },
  remindDays: [7, 1],
  atEnd: 'suspend',
};

/** Reads `mcpRegistry.exceptions`. */
export function readExceptionSettings(
  config: RootConfigService,
): ExceptionSettings {
  const at = 'mcpRegistry.exceptions';
  const found = config.getOptionalConfig(at);
  const days = (key: string, value: number) => {
    if (!(Number.isInteger(value) && value >= 1 && value <= 366)) {
      throw new InputError(
        `The configuration ${at}.${key} must be whole days between 1 and 366, but is ${value}`,
      );
    }
    return value;
  };
  const byRisk = found?.getOptionalConfig('maxDays');
  const unknown = (byRisk?.keys() ?? []).find(
    key => !RISK_TIERS.some(tier => tier === key),
  );
  if (unknown !== undefined) {
    throw new InputError(
      `The configuration ${at}.maxDays names “${unknown}”, which is no risk tier`,
    );
  }
  const max = (tier: RiskTier) =>
    days(
      `maxDays.${tier}`,
      byRisk?.getOptionalNumber(tier) ?? DEFAULT_EXCEPTIONS.maxDays[tier],
    );
  const remindDays =
    found?.getOptional<unknown[]>('remindDays') ??
    DEFAULT_EXCEPTIONS.remindDays;
  if (!Array.isArray(remindDays) || remindDays.length > 10) {
    throw new InputError(
      `The configuration ${at}.remindDays must be a list of at most 10 numbers of days`,
    );
  }
  const atEnd = found?.getOptionalString('atEnd') ?? DEFAULT_EXCEPTIONS.atEnd;
  if (atEnd !== 'suspend' && atEnd !== 'keep') {
    throw new InputError(
      `The configuration ${at}.atEnd must be suspend or keep, but is “${atEnd}”`,
    );
  }
  return {
    maxDays: {
      low: max('low'),
      medium: max('medium'),
      high: max('high'),
      critical: max('critical'),
    },
    remindDays: [
      ...new Set(remindDays.map(each => days('remindDays', Number(each)))),
    ].sort((a, b) => b - a),
    atEnd,
  };
}
