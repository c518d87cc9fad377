import {
  decide,
  toolFilter,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activeServer, grantTo } from '../../__testUtils__/documents';
import { CedarPolicies } from './CedarPolicies';

const ALICE = 'user:default/alice';
const ENG = 'group:default/eng';
const document = {
  ...activeServer('orders', 'http://orders.example/mcp'),
  version: 1 as const,
  sequence: 1,
  grants: [grantTo(ALICE)],
};

async function given(text: string, groups: readonly string[] = []) {
  const evaluator = await CedarPolicies.create([{ name: 'p', text }]);
  const input = {
    document,
    principal: {
      userEntityRef: ALICE,
      ownershipEntityRefs: [ALICE, ...groups],
    },
    feed: 'current' as const,
    now: Date.now(),
  };
  return {
    call: (tool: string, args: Record<string, unknown> = {}) =>
      decide({
        ...input,
        action: { kind: 'tool', method: 'tools/call', tool },
        policies: { evaluator, arguments: args },
      }).effect,
    listed: () =>
      ['echo', 'note', 'wipe'].filter(
        toolFilter({ ...input, policies: { evaluator, arguments: 'unknown' } }),
      ),
  };
}

const only = (scope: string, when = '') =>
  `permit(principal${scope}, action == Action::"call_tool", resource${when};`;

/** What ToolHive's public documentation says of its policies, decided as our calls are. */
describe('ToolHive’s documented answers', () => {
  it('one tool is permitted, and by default everything else is denied', async () => {
    const { call } = await given(only('', ' == Tool::"echo")'));
    expect([call('echo'), call('note')]).toEqual(['allow', 'deny']);
  });

  it('a forbid wins over every permit', async () => {
    const { call } = await given(
      `${only('', ')')}\nforbid(principal, action, resource == Tool::"wipe");`,
    );
    expect([call('note'), call('wipe')]).toEqual(['allow', 'deny']);
  });

  it('one client is permitted by the subject of its token', async () => {
    const mine = await given(only(` == Client::"${ALICE}"`, ')'));
    const other = await given(only(' == Client::"user:default/bob"', ')'));
    expect([mine.call('echo'), other.call('echo')]).toEqual(['allow', 'deny']);
  });

  it('members of a group are permitted, by `in` and by the claim', async () => {
    for (const text of [
      only(' in THVGroup::"eng"', ')'),
      only('', `) when { principal.claimset_groups.contains("${ENG}") }`),
      only('', `) when { context.claim_groups.contains("${ENG}") }`),
    ]) {
      expect((await given(text, [ENG])).call('echo')).toBe('allow');
      expect((await given(text)).call('echo')).toBe('deny');
    }
  });

  it('hints come from the tool that was listed, and are asked for with `has`', async () => {
    const { call, listed } = await given(
      only('', ') when { resource has readOnlyHint && resource.readOnlyHint }'),
    );
    expect(['echo', 'note', 'wipe'].map(tool => call(tool))).toEqual([
      'allow',
      'deny',
      'deny',
    ]);
    // No argument of the client's becomes a hint.
    expect(call('wipe', { readOnlyHint: true })).toBe('deny');
    expect(listed()).toEqual(['echo']);
  });

  it('arguments stand on the context and on the resource; of a nested one only that it is there', async () => {
    const plain = await given(
      only('', ') when { context.arg_n < 10 && resource.arg_op == "add" }'),
    );
    expect(plain.call('note', { n: 5, op: 'add' })).toBe('allow');
    expect(plain.call('note', { n: 50, op: 'add' })).toBe('deny');
    expect(plain.call('note', { op: 'add' })).toBe('deny');
    const nested = await given(
      only('', ') when { context has arg_where_present }'),
    );
    expect(nested.call('note', { where: { id: 1 } })).toBe('allow');
    expect(nested.call('note', { where: 'id = 1' })).toBe('deny');
  });

  it('a server is what its tools are in', async () => {
    const here = await given(only('', ' in MCP::"orders")'));
    const elsewhere = await given(only('', ' in MCP::"finance")'));
    expect([here.call('echo'), elsewhere.call('echo')]).toEqual([
      'allow',
      'deny',
    ]);
  });

  it('lists are let through and filtered item by item', async () => {
    const { listed } = await given(
      `${only('', ' == Tool::"echo")')}\n${only('', ' == Tool::"wipe")')}`,
    );
    expect(listed()).toEqual(['echo', 'wipe']);
  });
});
