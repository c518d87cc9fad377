import {
  type EntityJson,
  isAuthorized,
  type TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';
import fc from 'fast-check';
import { compilePolicies } from './compilePolicies';
import { PolicyIndex } from './PolicyIndex';
import type { CedarEntity, CedarRequest, CompiledPolicy } from './types';

const uid = (type: string, ids: string[]) =>
  fc.constantFrom(...ids).map(id => `${type}::${JSON.stringify(id)}`);
const client = uid('Client', ['alice', 'bob']);
const group = uid('THVGroup', ['eng', 'ops', 'group:default/data']);
const tool = uid('Tool', ['read', 'write', 'drop']);
const server = uid('MCP', ['orders', 'finance']);

const bounds = (
  variable: string,
  type: string,
  one: fc.Arbitrary<string>,
  above: fc.Arbitrary<string>,
) =>
  fc.oneof(
    fc.constant(variable),
    one.map(id => `${variable} == ${id}`),
    fc.oneof(one, above).map(id => `${variable} in ${id}`),
    fc.constant(`${variable} is ${type}`),
    above.map(id => `${variable} is ${type} in ${id}`),
  );
const scope = fc.tuple(
  bounds('principal', 'Client', client, group),
  fc.constantFrom(
    'action',
    'action == Action::"call_tool"',
    'action in Action::"call_tool"',
    'action in [Action::"call_tool", Action::"get_prompt"]',
    'action == Action::"read_resource"',
  ),
  fc.oneof(
    bounds('resource', 'Tool', tool, server),
    fc.constantFrom('resource == Prompt::"read"', 'resource is Prompt'),
  ),
);
const condition = fc.constantFrom(
  'true',
  'resource.readOnlyHint',
  'resource has readOnlyHint && !resource.readOnlyHint',
  'context.arg_env == "prod"',
  'context has arg_env && context.arg_env like "d*"',
  'resource.arg_n > 3',
  'principal in resource.owner',
  'principal in [THVGroup::"eng", THVGroup::"ops"]',
  'principal == Client::"bob"',
  '[principal].contains(Client::"alice")',
  'resource in MCP::"finance"',
  'resource is Tool in MCP::"orders"',
  'if principal is Client then principal.claim_sub == "user:default/alice" else false',
  'principal.claimset_groups.containsAny(["a", "b"])',
  'principal.claim_department == "finance"',
  'action in [Action::"call_tool"]',
);
const policy = fc
  .tuple(
    fc.constantFrom('permit', 'forbid'),
    scope,
    fc.option(fc.tuple(fc.constantFrom('when', 'unless'), condition), {
      nil: undefined,
    }),
  )
  .map(
    ([effect, [p, a, r], when]) =>
      `${effect}(${p}, ${a}, ${r})${when ? ` ${when[0]} { ${when[1]} }` : ''};`,
  );

const subject = <T extends string>(type: T, id: string): TypeAndId => ({
  type,
  id,
});
const request: fc.Arbitrary<CedarRequest> = fc
  .record({
    person: fc.constantFrom('alice', 'bob', 'carol'),
    groups: fc.subarray(['eng', 'ops', 'data']),
    action: fc.constantFrom('call_tool', 'get_prompt', 'read_resource'),
    type: fc.constantFrom('Tool', 'Prompt'),
    name: fc.constantFrom('read', 'write', 'drop', 'other'),
    server: fc.constantFrom('orders', 'finance', 'other'),
    hint: fc.option(fc.boolean(), { nil: undefined }),
    owner: fc.constantFrom('eng', 'data'),
    env: fc.option(fc.constantFrom('dev', 'prod'), { nil: undefined }),
    n: fc.option(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant('x')), {
      nil: undefined,
    }),
    department: fc.option(fc.constant('finance'), { nil: undefined }),
  })
  .map(given => {
    const user = `user:default/${given.person}`;
    const args = {
      ...(given.env !== undefined && { arg_env: given.env }),
      ...(given.n !== undefined && { arg_n: given.n }),
    };
    const claims = {
      claim_sub: user,
      claimset_groups: given.groups.map(name => name.slice(0, 1)),
      ...(given.department && { claim_department: given.department }),
    };
    return {
      principal: {
        uid: subject('Client', user),
        attributes: claims,
        parents: given.groups.map(name =>
          subject('THVGroup', `group:default/${name}`),
        ),
      },
      action: subject('Action', given.action),
      resource: {
        uid: subject(given.type, given.name),
        attributes: {
          ...args,
          ...(given.hint !== undefined && { readOnlyHint: given.hint }),
          owner: {
            __entity: subject('THVGroup', `group:default/${given.owner}`),
          },
        },
        parents: [subject('MCP', `api:default/${given.server}`)],
      },
      context: { ...claims, ...args },
      hasArguments: true,
    };
  });

const whole = ({ uid: own, attributes, parents }: CedarEntity): EntityJson => ({
  uid: own,
  attrs: { ...attributes },
  parents: [...parents],
});

/** The engine by itself, over everything. */
function plain(policies: readonly CompiledPolicy[], given: CedarRequest) {
  const answer = isAuthorized({
    principal: given.principal.uid,
    action: given.action,
    resource: given.resource.uid,
    context: { ...given.context },
    entities: [whole(given.principal), whole(given.resource)],
    policies: {
      staticPolicies: Object.fromEntries(
        policies.map(({ id, json }) => [id, json]),
      ),
    },
  });
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  const { decision, diagnostics } = answer.response;
  return {
    decision,
    reason: [...diagnostics.reason].sort(),
    errors: diagnostics.errors.map(({ policyId }) => policyId).sort(),
  };
}

describe('PolicyIndex', () => {
  it('says what the engine says over all policies, whatever the memory holds', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        // Few, and enough of them that the index must split by every part of the scope.
        fc.oneof(
          fc.array(policy, { minLength: 1, maxLength: 10 }),
          fc.array(policy, { minLength: 60, maxLength: 150, size: 'max' }),
        ),
        fc.array(request, { minLength: 1, maxLength: 12 }),
        async (texts, requests) => {
          const policies = await compilePolicies([
            { name: 'p', text: texts.join('\n') },
          ]);
          const index = await PolicyIndex.create({
            policies,
            outcomes: new Map(),
          });
          try {
            for (const given of requests) {
              const { permits, forbids, errors } = index.evaluate(given);
              const reason = forbids.length ? forbids : permits;
              const said = {
                decision: !forbids.length && permits.length ? 'allow' : 'deny',
                reason: [...reason].sort(),
                errors: errors.map(({ policyId }) => policyId).sort(),
              };
              expect(said).toEqual(plain(policies, given));
              const kind = `${said.decision} ${reason.length > 0} ${
                errors.length > 0
              }`;
              seen.set(kind, (seen.get(kind) ?? 0) + 1);
            }
          } finally {
            index.release();
          }
        },
      ),
      { numRuns: 50, seed: 7 },
    );
    // Else it would prove nothing: allowed, forbidden and neither, with errors and without.
    expect([...seen.keys()].sort()).toEqual([
      'allow true false',
      'allow true true',
      'deny false false',
      'deny false true',
      'deny true false',
      'deny true true',
    ]);
  }, 60_000);

  it('hands the engine only what can apply, and a few beside it', async () => {
    const texts = Array.from(
      { length: 400 },
      (_, i) =>
        `permit(principal, action, resource == Tool::"t${
          i % 40
        }") when { context.arg_n != ${i} && context.arg_s like "a*" };`,
    );
    const policies = await compilePolicies([
      { name: 'p', text: texts.join('\n') },
    ]);
    const outcomes = new Map();
    const index = await PolicyIndex.create({ policies, outcomes });
    const said = index.evaluate({
      principal: {
        uid: subject('Client', 'user:default/a'),
        attributes: {},
        parents: [],
      },
      action: subject('Action', 'call_tool'),
      resource: { uid: subject('Tool', 't7'), attributes: {}, parents: [] },
      context: { arg_n: 1, arg_s: 'abc' },
      hasArguments: true,
    });
    expect(said.permits).toHaveLength(10);
    expect(outcomes.size).toBe(10);
    index.release();
  });
});
