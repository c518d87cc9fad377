import {
  type CedarValueJson,
  isAuthorized,
} from '@cedar-policy/cedar-wasm/nodejs';
import fc from 'fast-check';
import { compilePolicies } from '../compilePolicies';
import type { CedarRequest } from '../types';

const leaf = fc.constantFrom(
  'true',
  'false',
  '3',
  '"a"',
  '-1',
  'context.arg_a',
  'context.arg_missing',
  'context has arg_a',
  'context has arg_missing',
  'resource.risk',
  'resource.riskLevel',
  'resource has owner',
  'resource.owner',
  'resource.readOnlyHint',
  'principal.claim_sub',
  'principal.claimset_groups',
  'principal',
  'resource',
  'action',
  'Client::"alice"',
  'THVGroup::"eng"',
  'MCP::"orders"',
  '[THVGroup::"eng", THVGroup::"ops"]',
  '["a", "b"]',
  'Action::"call_tool"',
  '(context.arg_a like "a*")',
  '[1, "a", THVGroup::"eng"]',
  'ip("10.0.0.1")',
);
const { term } = fc.letrec<{ term: string }>(tie => {
  const two = (operators: string[]) =>
    fc
      .tuple(tie('term'), fc.constantFrom(...operators), tie('term'))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`);
  return {
    term: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      two(['==', '!=', '<', '<=', '>', '>=', 'in']),
      two(['&&', '||']),
      tie('term').map(a => `(!${a})`),
      fc.tuple(tie('term'), tie('term')).map(([a, b]) => `${a}.contains(${b})`),
    ),
  };
});

const value = fc.constantFrom(3, -1, 'a', 'abc', true);
const request = fc
  .record({
    groups: fc.subarray(['eng', 'ops']),
    a: fc.option(value, { nil: undefined }),
    owner: fc.constantFrom('eng', 'data'),
    name: fc.constantFrom('alice', 'bob'),
    level: fc.constantFrom(0, 3),
    hasArguments: fc.boolean(),
  })
  .map((given): CedarRequest => {
    const args: Record<string, CedarValueJson> =
      given.hasArguments && given.a !== undefined ? { arg_a: given.a } : {};
    const groups = given.groups.map(name => `group:default/${name}`);
    return {
      principal: {
        uid: { type: 'Client', id: `user:default/${given.name}` },
        attributes: { claim_sub: 'a', claimset_groups: groups },
        parents: groups.map(id => ({ type: 'THVGroup', id })),
      },
      action: { type: 'Action', id: 'call_tool' },
      resource: {
        uid: { type: 'Tool', id: 'read' },
        attributes: {
          ...args,
          readOnlyHint: true,
          risk: 'a',
          riskLevel: given.level,
          owner: {
            __entity: { type: 'THVGroup', id: `group:default/${given.owner}` },
          },
        },
        parents: [{ type: 'MCP', id: 'api:default/orders' }],
      },
      context: { ...args, claim_sub: 'a' },
      hasArguments: given.hasArguments,
    };
  });

describe('compileBody', () => {
  it('says what the engine says, or nothing', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('when', 'unless'),
        term,
        fc.array(request, { minLength: 4, maxLength: 8 }),
        async (kind, condition, requests) => {
          const text = `permit(principal, action, resource) ${kind} { ${condition} };`;
          const compiled = await compilePolicies([{ name: 'p', text }]).catch(
            // What Cedar itself does not take, such as a call on a number.
            () => [],
          );
          for (const { body } of compiled) {
            if (!body) continue;
            for (const given of requests) {
              const said = body.quick(given);
              const kindOf = said === undefined ? 'engine' : String(said);
              seen.set(kindOf, (seen.get(kindOf) ?? 0) + 1);
              if (said === undefined) continue;
              const form = given.hasArguments ? 'json' : 'withoutArguments';
              const answer = isAuthorized({
                principal: given.principal.uid,
                action: given.action,
                resource: given.resource.uid,
                context: { ...given.context },
                entities: [given.principal, given.resource].map(each => ({
                  uid: each.uid,
                  attrs: { ...each.attributes },
                  parents: [...each.parents],
                })),
                policies: { staticPolicies: { p: body[form] } },
              });
              if (answer.type === 'failure') throw new Error(text);
              const { decision, diagnostics } = answer.response;
              const errs = diagnostics.errors.length > 0;
              const plain = decision === 'allow' ? 'holds' : 'fails';
              expect({ text, given, said }).toEqual({
                text,
                given,
                said: errs ? 'open' : plain,
              });
            }
          }
        },
      ),
      { numRuns: 3_000, seed: 11 },
    );
    // Else it would prove nothing.
    expect([...seen.keys()].sort()).toEqual([
      'engine',
      'fails',
      'holds',
      'open',
    ]);
    expect(Math.min(...seen.values())).toBeGreaterThan(50);
  }, 120_000);
});
