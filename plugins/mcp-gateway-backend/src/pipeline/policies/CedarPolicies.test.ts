import type {
  AccessDocument,
  PolicyArguments,
  PolicyItem,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { CedarPolicies } from './CedarPolicies';

const finance: AccessDocument = {
  version: 1,
  sequence: 1,
  serverId: 's',
  serverRef: 'api:default/finance',
  title: 'Finance',
  owner: 'group:default/eng',
  status: 'active',
  riskTier: 'high',
  dataClassification: 'confidential',
  approvedRevision: {
    digest: 'sha256:1',
    upstream: { type: 'streamable-http', url: 'http://localhost:1/mcp' },
    tools: [
      { name: 'search_issues', digest: 'a', effect: 'reads', openWorld: false },
      { name: 'deploy', digest: 'b', effect: 'changes' },
      { name: 'wipe', digest: 'c', effect: 'destroys' },
    ],
  },
  grants: [],
};

async function asked(
  text: string,
  options: {
    item?: PolicyItem;
    tool?: string;
    groups?: string[];
    args?: PolicyArguments;
  } = {},
) {
  const { tool = 'search_issues', groups = [], args = {} } = options;
  const policies = await CedarPolicies.create([{ name: 'a.cedar', text }]);
  return policies.evaluate({
    principal: {
      userEntityRef: 'user:default/alice',
      ownershipEntityRefs: ['user:default/alice', ...groups],
    },
    action: { kind: 'tool', method: 'tools/call', tool },
    document: finance,
    item: options.item ?? { kind: 'tool', name: tool },
    arguments: args,
  });
}

const eng = ['group:default/eng'];

describe('policies in ToolHive’s dialect', () => {
  it('a group may call what only reads', async () => {
    const text = `@id("readers")
      permit(principal in THVGroup::"eng", action == Action::"call_tool", resource)
      when { resource.readOnlyHint == true };`;
    expect(await asked(text, { groups: eng })).toEqual({
      effect: 'allow',
      policyIds: ['readers'],
    });
    expect(await asked(text)).toMatchObject({ effect: 'no-opinion' });
    const writes = { groups: eng, tool: 'deploy' };
    expect(await asked(text, writes)).toMatchObject({ effect: 'no-opinion' });
  });

  it('what may reach beyond its own system is refused: all of which nobody has said otherwise', async () => {
    const text = `forbid(principal, action == Action::"call_tool", resource)
      when { resource.openWorldHint };`;
    expect(await asked(text)).toMatchObject({ effect: 'no-opinion' });
    expect(await asked(text, { tool: 'deploy' })).toMatchObject({
      effect: 'deny',
    });
  });

  it('one tool by the value of an argument', async () => {
    const text = `permit(principal, action == Action::"call_tool", resource == Tool::"deploy")
      when { context.arg_env != "prod" && resource.arg_env != "prod" };`;
    const deploy = (args: PolicyArguments) =>
      asked(text, { tool: 'deploy', args });
    expect(await deploy({ env: 'dev' })).toMatchObject({ effect: 'allow' });
    expect(await deploy({ env: 'prod' })).toMatchObject({
      effect: 'no-opinion',
    });
    const missing = await deploy({});
    expect(missing.effect).toBe('no-opinion');
    expect(missing.error).toMatch(/a\.cedar:1: .*arg_env/);
  });

  it('a whole server, unless a claim says otherwise; a claim that is missing refuses', async () => {
    const text = `forbid(principal, action, resource in MCP::"finance")
      unless { principal.claim_sub == "user:default/bob" };`;
    expect(await asked(text)).toMatchObject({ effect: 'deny' });
    const own = text.replace('bob', 'alice');
    expect(await asked(own)).toEqual({ effect: 'no-opinion', policyIds: [] });
    const other = text.replace('claim_sub', 'claim_department');
    expect((await asked(other)).error).toMatch(/claim_department/);
    const elsewhere = text.replace('finance', 'orders');
    expect(await asked(elsewhere)).toMatchObject({ effect: 'no-opinion' });
  });

  it('a client by itself, prompts and resources by their names', async () => {
    const text = `permit(principal == Client::"alice", action == Action::"get_prompt", resource == Prompt::"greeting");
      permit(principal, action == Action::"read_resource", resource == Resource::"file:///a b") when { resource.uri like "file:*" };`;
    const prompt = (name: string) =>
      asked(text, { item: { kind: 'prompt', name } });
    expect(await prompt('greeting')).toMatchObject({ effect: 'allow' });
    expect(await prompt('other')).toMatchObject({ effect: 'no-opinion' });
    const resource = (uri: string) =>
      asked(text, { item: { kind: 'resource', uri } });
    expect(await resource('file:///a b')).toMatchObject({ effect: 'allow' });
    expect(await resource('file:///a_b')).toMatchObject({
      effect: 'no-opinion',
    });
  });

  it('groups as a claim, and arguments that are not plain values', async () => {
    const text = `permit(principal, action, resource) when {
      principal.claimset_groups.contains("group:default/eng") && context has claim_groups &&
      context.arg_filter_present == true && !(context has arg_filter) && context.arg_limit <= 10 };`;
    const args = {
      filter: { __entity: { type: 'THVGroup', id: 'x' } },
      limit: 5,
    };
    expect(await asked(text, { groups: eng, args })).toMatchObject({
      effect: 'allow',
    });
    const more = { groups: eng, args: { ...args, limit: 50 } };
    expect(await asked(text, more)).toMatchObject({ effect: 'no-opinion' });
  });
});

describe('what only the portal knows', () => {
  it.each([
    ['principal in resource.owner', true],
    ['resource.ownerRef == "group:default/eng"', true],
    ['resource.dataClassification == "confidential"', true],
    ['resource.dataClassificationLevel >= 3', false],
    ['resource.risk == "high" && resource.riskLevel > 1', true],
    ['resource.effect == "reads" && !resource.destructiveHint', true],
    ['resource.server == "api:default/finance"', true],
  ])('%s: %s', async (condition, isAllowed) => {
    const verdict = await asked(
      `permit(principal, action, resource) when { ${condition} };`,
      { groups: eng },
    );
    expect(verdict.error).toBeUndefined();
    expect(verdict.effect).toBe(isAllowed ? 'allow' : 'no-opinion');
  });
});

describe('several policies', () => {
  it('forbid wins', async () => {
    const verdict = await asked(`@id("all") permit(principal, action, resource);
      @id("not-this") forbid(principal, action, resource == Tool::"search_issues");`);
    expect(verdict).toEqual({ effect: 'deny', policyIds: ['not-this'] });
  });

  it('an error in one is told beside what the others permit', async () => {
    const verdict = await asked(`@id("all") permit(principal, action, resource);
      @id("broken") forbid(principal, action, resource) when { context.arg_x == 1 };`);
    expect(verdict).toMatchObject({
      effect: 'allow',
      error: expect.stringMatching(/^broken: /),
    });
  });

  it('those that are observed change nothing', async () => {
    const verdict = await asked(`@id("all") permit(principal, action, resource);
      @id("draft") @mode("observe") forbid(principal, action, resource) when { resource.riskLevel >= 2 };`);
    expect(verdict).toEqual({
      effect: 'allow',
      policyIds: ['all'],
      observed: { effect: 'deny', policyIds: ['draft'] },
    });
  });

  it('a list shows what may be called with some arguments', async () => {
    const args = 'unknown' as const;
    const list = (text: string) => asked(text, { args });
    const permit = (when: string) =>
      `permit(principal, action, resource) when { ${when} };`;
    expect(await list(permit('context.arg_a == 1'))).toMatchObject({
      effect: 'allow',
      open: ['a.cedar:1'],
    });
    expect(
      await list(permit('context has arg_a && context.arg_a == 1')),
    ).toMatchObject({ effect: 'allow', open: ['a.cedar:1'] });
    // Whatever the arguments are.
    expect(
      await list(permit('resource.riskLevel < 1 && context.arg_a == 1')),
    ).toEqual({ effect: 'no-opinion', policyIds: [] });
    expect(
      await list(
        'forbid(principal, action, resource) unless { context has arg_a };',
      ),
    ).toEqual({ effect: 'no-opinion', policyIds: [], open: ['a.cedar:1'] });
    expect((await list(permit('principal.claim_x == "y"'))).error).toMatch(
      /claim_x/,
    );
  });

  it('what is not in force any more refuses', async () => {
    const policies = await CedarPolicies.create([
      { name: 'a', text: 'permit(principal, action, resource);' },
    ]);
    policies.release();
    expect(() =>
      policies.evaluate({
        principal: { userEntityRef: 'user:default/a', ownershipEntityRefs: [] },
        action: { kind: 'tool', method: 'tools/call', tool: 'x' },
        document: finance,
        item: { kind: 'tool', name: 'x' },
        arguments: {},
      }),
    ).toThrow('not in force');
  });
});

describe('a policy that is wrong', () => {
  it.each([
    ['permit(principal, action', /a\.cedar:1: /],
    ['permit(principal == ?principal, action, resource);', /template/],
    [
      'permit(principal, action == Action::"call_tol", resource);',
      /no action "call_tol"/,
    ],
    ['permit(principal is Person, action, resource);', /no entity type Person/],
    [
      'permit(principal, action, resource) when { resource in Server::"x" };',
      /no entity type Server/,
    ],
    [
      'permit(principal, action, resource) when { resource.onwer == "x" };',
      /resource has no attribute "onwer"/,
    ],
    [
      'permit(principal, action, resource) when { context has user };',
      /context has no attribute "user"/,
    ],
    [
      'permit(principal, action, resource) when { context == {} };',
      /by its fields only/,
    ],
    [
      'permit(principal == Client::"a@example.com", action, resource);',
      /not an entity of the catalog/,
    ],
    ['@mode("later") permit(principal, action, resource);', /@mode/],
    [
      '@id("a") permit(principal, action, resource);\n@id("a") forbid(principal, action, resource);',
      /a\.cedar:2: there is another policy a/,
    ],
  ])('%s', async (text, message) => {
    await expect(
      CedarPolicies.create([{ name: 'a.cedar', text }]),
    ).rejects.toThrow(message);
  });
});
