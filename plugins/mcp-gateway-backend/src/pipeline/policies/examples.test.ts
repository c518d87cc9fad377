import { readFileSync } from 'fs';
import { resolve } from 'path';
import { z } from 'zod';
import { activeServer } from '../../__testUtils__/documents';
import { CedarPolicies } from './CedarPolicies';
import { readPolicyFolder } from './readPolicyFolder';

const folder = resolve(__dirname, '../../../../../examples/policies');

const cases = z
  .array(
    z.strictObject({
      name: z.string(),
      groups: z.array(z.string()),
      tool: z.string(),
      effect: z.enum(['reads', 'changes', 'destroys']),
      risk: z.enum(['low', 'medium', 'high', 'critical']).default('high'),
      classification: z.enum(['internal', 'confidential']).default('internal'),
      arguments: z.record(z.string(), z.unknown()).default({}),
      expect: z.strictObject({
        effect: z.enum(['allow', 'deny', 'no-opinion']),
        policies: z.array(z.string()),
        observed: z.enum(['allow', 'deny']).optional(),
      }),
    }),
  )
  .min(1)
  .parse(JSON.parse(readFileSync(resolve(folder, 'cases.json'), 'utf8')));

describe('the example policies', () => {
  it.each(cases)('$name', async given => {
    const policies = await CedarPolicies.create(await readPolicyFolder(folder));
    const { tool, effect, groups } = given;
    const verdict = policies.evaluate({
      principal: {
        userEntityRef: 'user:default/somebody',
        ownershipEntityRefs: groups.map(group => `group:default/${group}`),
      },
      action: { kind: 'tool', method: 'tools/call', tool },
      document: {
        ...activeServer('orders', 'http://orders.example/mcp'),
        version: 1,
        sequence: 1,
        riskTier: given.risk,
        dataClassification: given.classification,
        approvedRevision: {
          digest: 'sha256:1',
          upstream: { type: 'streamable-http', url: 'http://orders.example/' },
          tools: [{ name: tool, digest: 'sha256:2', effect }],
        },
      },
      item: { kind: 'tool', name: tool },
      arguments: given.arguments,
    });
    expect(verdict.error).toBeUndefined();
    const { effect: expected, policies: policyIds, observed } = given.expect;
    expect(verdict).toMatchObject({
      effect: expected,
      policyIds,
      ...(observed && { observed: { effect: observed } }),
    });
    policies.release();
  });
});
