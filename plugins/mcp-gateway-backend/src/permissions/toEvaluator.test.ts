import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  createMcpServerConditionalDecision,
  mcpServerConditions,
  mcpServerRules,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import { mcpServerUsePermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import { activeServer } from '../__testUtils__/documents';
import { toEvaluator } from './toEvaluator';

const askedAt = Date.parse('2026-11-28T09:00:00Z');
const ASKED = 'asked 2026-11-28T09:00:00.000Z';
const of = (decision: unknown) =>
  toEvaluator({
    decision:
      typeof decision === 'string' ? decision : JSON.stringify(decision),
    askedAt,
  });
const document: AccessDocument = {
  ...activeServer('orders', 'http://up.example/mcp'),
  version: 1,
  sequence: 1,
};
const when = (
  conditions: Parameters<typeof createMcpServerConditionalDecision>[1],
) => of(createMcpServerConditionalDecision(mcpServerUsePermission, conditions));

describe('toEvaluator', () => {
  it('says what was said, and when', () => {
    expect(of({ result: 'ALLOW' }).evaluate(document)).toEqual({
      effect: 'allow',
      detail: `allowed; ${ASKED}`,
    });
    expect(of({ result: 'DENY' }).evaluate(document)).toEqual({
      effect: 'deny',
      detail: `denied; ${ASKED}`,
    });
    expect(
      of({ result: 'DENY', isTooLong: true }).evaluate(document),
    ).toMatchObject({
      effect: 'deny',
      detail: `denied: longer than the gateway keeps; ${ASKED}`,
    });
  });

  it.each([
    ['owner', { owner: 'group:default/other' }],
    ['risk', { riskTier: 'critical' }],
    ['classification', { dataClassification: 'restricted' }],
    ['status', { status: 'waiting' }],
  ] as const)(
    'decides anew when the %s of a server is another',
    (_, change) => {
      const permission = when({
        allOf: [
          mcpServerConditions.isServerOwner({ claims: [document.owner] }),
          { not: mcpServerConditions.hasRiskTier({ tiers: ['critical'] }) },
          mcpServerConditions.hasDataClassification({
            classifications: ['public', 'internal'],
          }),
          mcpServerConditions.hasStatus({ statuses: ['active'] }),
        ],
      });
      const rules =
        'IS_SERVER_OWNER, HAS_RISK_TIER, HAS_DATA_CLASSIFICATION, HAS_STATUS';
      expect(permission.evaluate(document)).toEqual({
        effect: 'allow',
        detail: `${rules}: met; ${ASKED}`,
      });
      expect(permission.evaluate({ ...document, ...change })).toEqual({
        effect: 'deny',
        detail: `${rules}: not met; ${ASKED}`,
      });
    },
  );

  it('shows rules what they are about, and no grants', () => {
    const apply = jest.spyOn(mcpServerRules.hasRiskTier, 'apply');
    when(mcpServerConditions.hasRiskTier({ tiers: ['low'] })).evaluate(
      document,
    );
    expect(Object.keys(apply.mock.calls[0][0]).sort()).toEqual([
      ...['dataClassification', 'owner', 'riskTier', 'serverRef', 'status'],
    ]);
    apply.mockRestore();
  });

  it.each([
    ['no JSON', 'ALLOW'],
    ['nothing', 'null'],
    ['another word', { result: 'MAYBE' }],
    [
      'conditions on something else',
      {
        result: 'CONDITIONAL',
        pluginId: 'catalog',
        resourceType: 'catalog-entity',
        conditions: {},
      },
    ],
    [
      'no conditions',
      {
        result: 'CONDITIONAL',
        pluginId: 'mcp-registry',
        resourceType: 'mcp-server',
      },
    ],
    [
      'a rule that there is not',
      {
        result: 'CONDITIONAL',
        pluginId: 'mcp-registry',
        resourceType: 'mcp-server',
        conditions: { rule: 'IS_FRIDAY', resourceType: 'mcp-server' },
      },
    ],
  ])('is an error, which refuses, where it was %s', (_, decision) => {
    const { effect, error } = of(decision).evaluate(document);
    expect(effect).toBe('deny');
    expect(error).toContain(ASKED);
  });
});
