import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import { mcpAccessRequestRules } from './accessRequestRules';
import { mcpServerRules } from './serverRules';

interface Filter {
  key: string;
  values: string[];
}

/** What the database would do with a rule's query. */
function matches(
  criteria: PermissionCriteria<Filter>,
  resource: Record<string, string>,
): boolean {
  if ('allOf' in criteria) {
    return criteria.allOf.every(item => matches(item, resource));
  }
  if ('anyOf' in criteria) {
    return criteria.anyOf.some(item => matches(item, resource));
  }
  if ('not' in criteria) {
    return !matches(criteria.not, resource);
  }
  return criteria.values.includes(resource[criteria.key]);
}

const server = {
  serverRef: 'api:default/orders',
  owner: 'group:default/data-platform',
  status: 'active' as const,
  riskTier: 'high' as const,
  dataClassification: 'internal' as const,
};
const request = {
  id: '1',
  requestedBy: 'user:default/alice',
  subject: 'group:default/web-team',
  status: 'pending',
  owner: 'group:default/data-platform',
  riskTier: 'high',
  dataClassification: 'internal',
};

describe('rules judge a thing and a list of things alike', () => {
  it.each([
    [
      'IS_SERVER_OWNER',
      mcpServerRules.isServerOwner,
      { claims: ['group:default/data-platform'] },
      { claims: ['user:default/alice'] },
    ],
    [
      'HAS_RISK_TIER',
      mcpServerRules.hasRiskTier,
      { tiers: ['high', 'critical'] },
      { tiers: ['low'] },
    ],
    [
      'HAS_DATA_CLASSIFICATION',
      mcpServerRules.hasDataClassification,
      { classifications: ['internal'] },
      { classifications: [] },
    ],
    [
      'HAS_STATUS',
      mcpServerRules.hasStatus,
      { statuses: ['active'] },
      { statuses: ['waiting', 'suspended'] },
    ],
  ])('%s of servers', (name, rule, fits, fails) => {
    expect(rule.name).toBe(name);
    expect(rule.apply(server, fits as never)).toBe(true);
    expect(matches(rule.toQuery(fits as never), server)).toBe(true);
    expect(rule.apply(server, fails as never)).toBe(false);
    expect(matches(rule.toQuery(fails as never), server)).toBe(false);
  });

  it.each([
    [
      'IS_REQUESTER',
      mcpAccessRequestRules.isRequester,
      { claims: ['group:default/web-team'] },
      { claims: ['group:default/data-platform'] },
    ],
    [
      'IS_SERVER_OWNER',
      mcpAccessRequestRules.isServerOwner,
      { claims: ['group:default/data-platform'] },
      { claims: ['user:default/alice'] },
    ],
    [
      'HAS_RISK_TIER',
      mcpAccessRequestRules.hasRiskTier,
      { tiers: ['high'] },
      { tiers: ['low'] },
    ],
    [
      'HAS_DATA_CLASSIFICATION',
      mcpAccessRequestRules.hasDataClassification,
      { classifications: ['internal'] },
      { classifications: ['public'] },
    ],
    [
      'HAS_STATUS',
      mcpAccessRequestRules.hasStatus,
      { statuses: ['pending'] },
      { statuses: ['approved', 'denied', 'withdrawn'] },
    ],
  ])('%s of access requests', (name, rule, fits, fails) => {
    expect(rule.name).toBe(name);
    expect(rule.apply(request, fits as never)).toBe(true);
    expect(matches(rule.toQuery(fits as never), request)).toBe(true);
    expect(rule.apply(request, fails as never)).toBe(false);
    expect(matches(rule.toQuery(fails as never), request)).toBe(false);
  });
});
