import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  RISK_TIERS,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { readGroups } from './readGroups';

type RiskTier = RegistrySchemas['RiskTier'];

const KEY = 'mcpRegistry.reviews';

/** How access to servers of one risk tier is reviewed. */
export interface TierReview {
  everyDays: number;
  /** After so many days without an answer what was asked about is suspended. */
  answerDays: number;
  /** After so many days the owner is reminded. */
  remindAfterDays: number;
  /** After so many days others may answer as well. */
  escalateAfterDays: number;
  /** Who that is: groups. The review team without. */
  escalateTo: string[];
}

/** How access may be extended before it ends. */
export interface ExtensionSettings {
  /** What an extension may ask for at most. */
  maxDays: number;
  /** Without a decision, where the last one was a person's. */
  automatic: { tiers: RiskTier[]; maxDays: number };
}

/** What is configured of reviews; a tier that is absent is not reviewed by itself. */
export interface ReviewSettings {
  tiers: Partial<Record<RiskTier, TierReview>>;
  extension: ExtensionSettings;
}

/** Nothing by itself. */
export const NO_REVIEWS: ReviewSettings = {
  tiers: {},
  extension: { maxDays: 90, automatic: { tiers: [], maxDays: 0 } },
};

/** Reads `mcpRegistry.reviews` and `mcpRegistry.extension`. */
export function readReviewSettings(config: RootConfigService): ReviewSettings {
  const tiers: ReviewSettings['tiers'] = {};
  const configured = config.getOptionalConfig(`${KEY}.tiers`);
  for (const key of configured?.keys() ?? []) {
    const tier = RISK_TIERS.find(name => name === key);
    if (!tier) {
      throw new InputError(
        `The configuration ${KEY}.tiers knows no risk tier "${key}"`,
      );
    }
    tiers[tier] = readTier(config, tier);
  }
  return { tiers, extension: readExtension(config) };
}

function readTier(config: RootConfigService, tier: RiskTier): TierReview {
  const key = `${KEY}.tiers.${tier}`;
  const everyDays = readDays(config, `${key}.everyDays`);
  const answerDays = readDays(config, `${key}.answerDays`, 14);
  const remindAfterDays = readDays(
    config,
    `${key}.remindAfterDays`,
    answerDays / 2,
  );
  const escalateAfterDays = readDays(
    config,
    `${key}.escalateAfterDays`,
    (answerDays * 3) / 4,
  );
  const isOrdered =
    remindAfterDays <= escalateAfterDays && escalateAfterDays < answerDays;
  if (!isOrdered) {
    throw new InputError(
      `The configuration ${key} must remind no later than it escalates, and escalate before answerDays are over`,
    );
  }
  return {
    ...{ everyDays, answerDays, remindAfterDays, escalateAfterDays },
    escalateTo: readGroups(config, `${key}.escalateTo`),
  };
}

function readExtension(config: RootConfigService): ExtensionSettings {
  const key = 'mcpRegistry.extension';
  const maxDays = readDays(config, `${key}.maxDays`, 90);
  const tiers = (
    config.getOptionalStringArray(`${key}.automatic.tiers`) ?? []
  ).map(name => {
    const tier = RISK_TIERS.find(each => each === name);
    if (!tier) {
      throw new InputError(
        `The configuration ${key}.automatic.tiers knows no risk tier "${name}"`,
      );
    }
    return tier;
  });
  return {
    maxDays,
    automatic: {
      tiers,
      maxDays: Math.min(
        maxDays,
        readDays(config, `${key}.automatic.maxDays`, 7),
      ),
    },
  };
}

function readDays(
  config: RootConfigService,
  key: string,
  fallback?: number,
): number {
  const value =
    fallback === undefined
      ? config.getNumber(key)
      : config.getOptionalNumber(key) ?? fallback;
  if (!(value > 0 && value <= 3650)) {
    throw new InputError(
      `The configuration ${key} must be more than 0 and at most 3650 days, but is ${value}`,
    );
  }
  return value;
}
