import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { HistoryRule, ServerSelector } from './historyRuleSchema';

const MINUTE_MS = 60_000;

type GuardRule = GatewaySchemas['GuardRule'];

/** A rule as the portal shows it. */
export function toGuardRule(rule: HistoryRule): GuardRule {
  const { id, title, kind, mode, people, groups } = rule;
  const common = {
    ...{ id, title, kind, mode },
    servers: toServers(rule.servers),
    tools: { ...rule.tools },
    ...(people && { people }),
    ...(groups && { groups }),
  };
  switch (rule.kind) {
    case 'approval': {
      const { validMinutes, covers } = rule;
      return { ...common, validMinutes, covers };
    }
    case 'count': {
      const { calls, per, window } = rule;
      return { ...common, calls, per, windowMinutes: window / MINUTE_MS };
    }
    case 'flow': {
      const { after, window } = rule;
      return {
        ...common,
        windowMinutes: window / MINUTE_MS,
        after: { servers: toServers(after.servers), tools: { ...after.tools } },
      };
    }
    default:
      return rule satisfies never;
  }
}

function toServers(selector: ServerSelector = {}): GuardRule['servers'] {
  const { dataClassification, riskTier, ...named } = selector;
  return {
    ...named,
    ...(dataClassification && { dataClassification: [...dataClassification] }),
    ...(riskTier && { riskTier: [...riskTier] }),
  };
}
