import type { RootConfigService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  RISK_TIERS,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { readGroups } from '../reviews/readGroups';

type RiskTier = RegistrySchemas['RiskTier'];

const KEY = 'mcpRegistry.breakGlass.policies';

/** Who may take access at once in an emergency, to what, for how long, and who hears of it. */
export interface EmergencyPolicy {
  id: string;
  title: string;
  /** Entity refs; empty: all servers of the tiers. */
  servers: string[];
  /** Empty: all tiers of the servers. */
  tiers: RiskTier[];
  /** Names; absent: all tools. */
  tools?: string[];
  /** Groups whose members may. */
  who: string[];
  maxMinutes: number;
  /** Groups that are told, beside the server's owner and the review team. */
  tell: string[];
  /** Groups that may close the review, beside the owner and the review team. */
  closers: string[];
  remindAfterHours: number;
  escalateAfterHours: number;
  escalateTo: string[];
}

/** Reads `mcpRegistry.breakGlass`; without it nobody takes anything. */
export function readEmergencyPolicies(
  config: RootConfigService,
): EmergencyPolicy[] {
  const policies = (config.getOptionalConfigArray(KEY) ?? []).map(
    (policy, index): EmergencyPolicy => {
      const key = `${KEY}[${index}]`;
      const id = policy.getString('id');
      if (!/^[a-z0-9-]{1,63}$/.test(id)) {
        throw new InputError(
          `The configuration ${key}.id must be lower case letters, digits and dashes`,
        );
      }
      const tiers = (policy.getOptionalStringArray('riskTiers') ?? []).map(
        name => {
          const tier = RISK_TIERS.find(each => each === name);
          if (!tier) throw new InputError(`${key} knows no tier "${name}"`);
          return tier;
        },
      );
      const servers = (policy.getOptionalStringArray('servers') ?? []).map(
        ref =>
          stringifyEntityRef(
            parseEntityRef(ref, { defaultKind: 'api' }),
          ).toLocaleLowerCase('en-US'),
      );
      const who = readGroups(policy, 'who');
      // A policy that names nothing would be about everything.
      if (servers.length === 0 && tiers.length === 0) {
        throw new InputError(`${key} must name servers or riskTiers`);
      }
      if (who.length === 0) {
        throw new InputError(`${key}.who must name a group`);
      }
      const tools = policy.getOptionalStringArray('tools');
      const remindAfterHours = between(policy, 'remindAfterHours', 24, 720);
      return {
        ...{ id, servers, tiers, who, remindAfterHours },
        title: policy.getOptionalString('title') ?? id,
        ...(tools && { tools: tools.slice(0, 500) }),
        maxMinutes: between(policy, 'maxMinutes', 60, 24 * 60),
        tell: readGroups(policy, 'tell'),
        closers: readGroups(policy, 'closers'),
        escalateAfterHours: Math.max(
          remindAfterHours,
          between(policy, 'escalateAfterHours', 72, 720),
        ),
        escalateTo: readGroups(policy, 'escalateTo'),
      };
    },
  );
  if (new Set(policies.map(({ id }) => id)).size < policies.length) {
    throw new InputError(`Two policies of ${KEY} have the same id`);
  }
  return policies;
}

function between(
  policy: { getOptionalNumber(key: string): number | undefined },
  key: string,
  fallback: number,
  max: number,
): number {
  const value = policy.getOptionalNumber(key) ?? fallback;
  if (!(value >= 1 && value <= max)) {
    throw new InputError(
      `The configuration ${KEY}[].${key} must be between 1 and ${max}, but is ${value}`,
    );
  }
  return value;
}
