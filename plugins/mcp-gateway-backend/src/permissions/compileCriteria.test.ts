import {
  AuthorizeResult,
  type PermissionCondition,
  type PermissionCriteria,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import {
  mcpServerConditions,
  mcpServerRules,
  type McpServerResource,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import fc from 'fast-check';
import { compileCriteria } from './compileCriteria';

const RISKS = ['low', 'medium', 'high', 'critical'] as const;
const CLASSES = ['public', 'internal', 'confidential', 'restricted'] as const;
const STATUSES = ['active', 'suspended'] as const;
const OWNERS = ['group:default/a', 'group:default/b', 'user:default/c'];

const serverArb: fc.Arbitrary<McpServerResource> = fc.record({
  serverRef: fc.constant('api:default/orders'),
  owner: fc.constantFrom(...OWNERS),
  status: fc.constantFrom(...STATUSES),
  riskTier: fc.constantFrom(...RISKS),
  dataClassification: fc.constantFrom(...CLASSES),
});

type Criteria = PermissionCriteria<PermissionCondition>;
const { criteria: criteriaArb } = fc.letrec<{ criteria: Criteria }>(tie => {
  const several = fc.array(tie('criteria'), { minLength: 1, maxLength: 3 });
  return {
    criteria: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc
        .subarray(OWNERS)
        .map(claims => mcpServerConditions.isServerOwner({ claims })),
      fc
        .subarray([...RISKS])
        .map(tiers => mcpServerConditions.hasRiskTier({ tiers })),
      fc
        .subarray([...CLASSES])
        .map(classifications =>
          mcpServerConditions.hasDataClassification({ classifications }),
        ),
      fc
        .subarray([...STATUSES])
        .map(statuses => mcpServerConditions.hasStatus({ statuses })),
      several.map(allOf => ({ allOf } as Criteria)),
      several.map(anyOf => ({ anyOf } as Criteria)),
      tie('criteria').map(not => ({ not })),
    ),
  };
});

const server: McpServerResource = {
  serverRef: 'api:default/orders',
  owner: 'group:default/a',
  status: 'active',
  riskTier: 'high',
  dataClassification: 'internal',
};
const risky = (...tiers: string[]) => ({
  rule: 'HAS_RISK_TIER',
  resourceType: 'mcp-server',
  params: { tiers },
});

describe('compileCriteria', () => {
  it('judges as Backstage itself does, for any conditions and any server', () => {
    const plain = createConditionAuthorizer<McpServerResource, unknown>(
      Object.values(mcpServerRules),
    );
    let fitting = 0;
    fc.assert(
      fc.property(criteriaArb, serverArb, (conditions, resource) => {
        // As it comes from the database.
        const { fits } = compileCriteria(
          JSON.parse(JSON.stringify(conditions)),
        );
        const expected = plain(
          {
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'mcp-registry',
            resourceType: 'mcp-server',
            conditions,
          },
          resource,
        );
        expect(fits(resource)).toBe(expected);
        fitting += expected ? 1 : 0;
      }),
      { numRuns: 2_000, seed: 27 },
    );
    expect(fitting).toBeGreaterThan(400);
    expect(fitting).toBeLessThan(1_600);
  });

  it('names its rules, each once', () => {
    const { rules } = compileCriteria({
      anyOf: [
        risky('low'),
        {
          not: {
            allOf: [
              risky('high'),
              { ...risky(), rule: 'HAS_STATUS', params: { statuses: [] } },
            ],
          },
        },
      ],
    });
    expect(rules).toEqual(['HAS_RISK_TIER', 'HAS_STATUS']);
  });

  const nested = (depth: number): object =>
    depth === 0 ? risky('high') : { not: { not: nested(depth - 1) } };

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /cannot be understood/],
    ['a text', 'HAS_RISK_TIER', /cannot be understood/],
    [
      'a rule that there is not',
      { ...risky('low'), rule: 'IS_FRIDAY' },
      /no rule IS_FRIDAY/,
    ],
    [
      'a rule of every object',
      { ...risky('low'), rule: 'constructor' },
      /no rule constructor/,
    ],
    [
      'no parameters',
      { ...risky(), params: undefined },
      /parameters of HAS_RISK_TIER/,
    ],
    [
      'a risk that there is not',
      risky('low', 'awful'),
      /parameters of HAS_RISK_TIER/,
    ],
    [
      'a condition on something else',
      { ...risky('low'), resourceType: 'catalog-entity' },
      /cannot be understood/,
    ],
    ['all of nothing', { allOf: [] }, /cannot be understood/],
    ['any of nothing', { anyOf: [] }, /cannot be understood/],
    [
      'two things at once',
      { anyOf: [risky('high')], not: risky('high') },
      /cannot be understood/,
    ],
    ['not, of nothing', { not: undefined }, /cannot be understood/],
    [
      'one that is wrong among others that fit',
      { anyOf: [risky('high'), { rule: 'X' }] },
      /cannot be understood/,
    ],
    ['a tower of conditions', nested(17), /nested more than 32 deep/],
  ])('understands no %s', (_, criteria, message) => {
    expect(() => compileCriteria(criteria)).toThrow(message);
  });

  it('understands what people write, at any reasonable depth', () => {
    expect(compileCriteria(nested(16)).fits(server)).toBe(true);
  });
});
