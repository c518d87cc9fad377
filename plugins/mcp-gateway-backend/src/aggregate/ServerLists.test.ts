import { Readable } from 'node:stream';
import { mockServices } from '@backstage/backend-test-utils';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { UpstreamAnswer, UpstreamRequest } from '../transport/Upstream';
import { activeServer } from '../__testUtils__/documents';
import type { InnerCalls } from './InnerCalls';
import type { ListMethod } from './listings';
import { ServerLists } from './ServerLists';

type Asked = { alias?: string; cursor?: unknown };

const documentOf = (
  name: string,
  over: Partial<AccessDocument> = {},
): AccessDocument => ({
  ...activeServer(name, `http://${name}.example/mcp`),
  version: 1,
  sequence: 1,
  alias: name,
  ...over,
});
const answerOf = (result: object, status = 200): UpstreamAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Readable.from([
    Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, result })),
  ]),
});
const refusalOf = (data: object): UpstreamAnswer => {
  const message = {
    jsonrpc: '2.0',
    id: 1,
    error: { code: -31012, message: 'Sign in', data },
  };
  return {
    ...answerOf({}),
    body: Readable.from([Buffer.from(JSON.stringify(message))]),
  };
};
const requestOf = (userEntityRef: string) =>
  ({
    call: { principal: { userEntityRef, ownershipEntityRefs: [] } },
  } as unknown as UpstreamRequest);

describe('ServerLists', () => {
  let now: number;
  let asked: Asked[];
  let says: (asked: Asked) => UpstreamAnswer | Promise<UpstreamAnswer>;
  let lists: ServerLists;

  beforeEach(() => {
    now = 0;
    asked = [];
    says = () => answerOf({ tools: [{ name: 'note' }, { name: 'echo' }] });
    const inner: Pick<InnerCalls, 'make'> = {
      make: async ({ document, params }) => {
        const question = { alias: document.alias, cursor: params.cursor };
        asked.push(question);
        return await says(question);
      },
    };
    lists = ServerLists.create({
      inner: inner as InnerCalls,
      clock: () => now,
      logger: mockServices.logger.mock(),
      portalUrl: 'https://portal.example/',
      onLate: () => {},
    });
  });

  const listed = async (
    documents: AccessDocument[],
    person = 'user:default/alice',
    method: ListMethod = 'tools/list',
  ) =>
    await lists.list({
      request: requestOf(person),
      ...{ method, documents },
      envelope: {},
    });
  const list = async (...options: Parameters<typeof listed>) =>
    (await listed(...options)).map(({ sortKey }) => sortKey);

  it('has the tools of all servers, in one order, whoever answers first', async () => {
    expect(await list([documentOf('orders'), documentOf('billing')])).toEqual([
      'billing_echo',
      'billing_note',
      'orders_echo',
      'orders_note',
    ]);
  });

  it('offers no tool that nobody approved, whatever the server lists', async () => {
    says = () =>
      answerOf({ tools: [{ name: 'echo' }, { name: 'new' }, null, 'wipe'] });
    expect(await list([documentOf('orders')])).toEqual(['orders_echo']);
  });

  it('shows the approved tools of a server that has to know the person first, and where they connect', async () => {
    says = () =>
      refusalOf({
        reason: 'credential.needs-sign-in',
        // A server may say so itself: where it points to is nothing to us.
        ask: 'https://phishing.example',
      });
    const orders = documentOf('orders', { title: 'Orders' });
    const shown = await listed([orders]);
    expect(shown.map(({ item }) => item)).toEqual(
      [
        ['echo', true, false],
        ['note', false, false],
        ['wipe', false, true],
      ].map(([tool, readOnlyHint, destructiveHint]) => ({
        name: `orders_${tool}`,
        description:
          'Needs your own account at Orders, which is not connected yet. Connect it here: https://portal.example/ai-tools/my-access',
        inputSchema: { type: 'object' },
        annotations: { readOnlyHint, destructiveHint },
      })),
    );
    expect(await list([orders], undefined, 'prompts/list')).toEqual([]);
    const linked = documentOf('orders');
    linked.approvedRevision!.credential = { type: 'personal-key' };
    expect(JSON.stringify(await listed([linked]))).toContain(
      'https://portal.example/mcp/connect?server=api%3Adefault%2Forders',
    );
    // Once they have, the server is asked at once: nothing of this is kept.
    says = () => answerOf({ tools: [{ name: 'echo', title: 'Echo' }] });
    expect(JSON.stringify(await listed([linked]))).toContain('"title":"Echo"');
  });

  it('shows nothing of a server that refuses for another reason', async () => {
    says = () => refusalOf({ reason: 'grant.missing' });
    expect(await list([documentOf('orders')])).toEqual([]);
  });

  it('reads a server’s list to its end', async () => {
    says = ({ cursor }) =>
      cursor === undefined
        ? answerOf({ tools: [{ name: 'wipe' }], nextCursor: 'two' })
        : answerOf({ tools: [{ name: 'echo' }] });
    expect(await list([documentOf('orders')])).toEqual([
      'orders_echo',
      'orders_wipe',
    ]);
    expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, 'two']);
  });

  it('a list without end has one', async () => {
    says = () => answerOf({ tools: [{ name: 'echo' }], nextCursor: 'again' });
    await list([documentOf('orders')]);
    expect(asked).toHaveLength(50);
  });

  it('does not ask again soon, but asks when anything was decided', async () => {
    await list([documentOf('orders')]);
    now += 9_999;
    await list([documentOf('orders')]);
    expect(asked).toHaveLength(1);
    await list([documentOf('orders', { sequence: 2 })]);
    expect(asked).toHaveLength(2);
    now += 10_000;
    await list([documentOf('orders', { sequence: 2 })]);
    expect(asked).toHaveLength(3);
  });

  it('one question is enough for all of a person’s clients, and each person has their own', async () => {
    const orders = documentOf('orders');
    await Promise.all([list([orders]), list([orders]), list([orders])]);
    expect(asked).toHaveLength(1);
    await list([orders], 'user:default/dave');
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['is down', () => answerOf({}, 502)],
    [
      'breaks off',
      () => {
        throw new Error('gone');
      },
    ],
  ])(
    'when a server %s, the others are listed, and of it what was known',
    async (_what, fails) => {
      const [orders, billing] = [documentOf('orders'), documentOf('billing')];
      const failing: typeof says = ({ alias }) =>
        alias === 'orders' ? fails() : answerOf({ tools: [{ name: 'echo' }] });
      says = failing;
      expect(await list([orders, billing])).toEqual(['billing_echo']);
      says = () => answerOf({ tools: [{ name: 'echo' }] });
      await list([orders]);
      says = failing;
      now += 10_000;
      expect(await list([orders, billing])).toEqual([
        'billing_echo',
        'orders_echo',
      ]);
    },
  );

  it('of another revision nothing is shown, however fresh, also when the server is down', async () => {
    await list([documentOf('orders')]);
    says = () => answerOf({}, 502);
    const { approvedRevision } = documentOf('orders');
    const next = documentOf('orders', {
      approvedRevision: { ...approvedRevision!, digest: 'sha256:next' },
    });
    expect(await list([next])).toEqual([]);
  });
});
