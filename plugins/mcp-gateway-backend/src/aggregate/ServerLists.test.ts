import { Readable } from 'node:stream';
import { mockServices } from '@backstage/backend-test-utils';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { UpstreamAnswer, UpstreamRequest } from '../transport/Upstream';
import { activeServer } from '../__testUtils__/documents';
import type { InnerCalls } from './InnerCalls';
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
      onLate: () => {},
    });
  });

  const list = async (
    documents: AccessDocument[],
    person = 'user:default/alice',
  ) =>
    (
      await lists.list({
        request: requestOf(person),
        method: 'tools/list',
        documents,
        envelope: {},
      })
    ).map(({ sortKey }) => sortKey);

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
