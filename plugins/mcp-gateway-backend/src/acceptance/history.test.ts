import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { connect, modern, send } from '../__testUtils__/mcpRequests';
import { startBalancer } from '../__testUtils__/startBalancer';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(120_000);

const ALICE = 'user:default/alice';
const BOB = 'user:default/bob';
const DAVE = 'user:default/dave';

/** Windows are long: no test sees one end. */
const rules: JsonObject[] = [
  {
    ...{ id: 'ask-before-wipe', title: 'Wiping needs your word' },
    ...{ kind: 'approval', tools: { effects: ['destroys'] } },
    servers: { refs: ['orders'] },
  },
  {
    ...{ id: 'few-notes', title: 'Three notes a month', kind: 'count' },
    ...{ calls: 3, per: 'person', window: { days: 31 } },
    ...{ servers: { refs: ['orders'] }, tools: { names: ['note'] } },
  },
  {
    ...{ id: 'no-leak', title: 'Nothing leaves', kind: 'flow' },
    after: { servers: { dataClassification: { from: 'restricted' } } },
    servers: { dataClassification: { to: 'internal' } },
    window: { hours: 1 },
  },
  {
    ...{ id: 'seen', title: 'Only watched', kind: 'count', mode: 'observe' },
    ...{ calls: 1, per: 'everybody', window: { days: 31 } },
    ...{ servers: { refs: ['billing'] }, tools: { names: ['echo'] } },
  },
];

describe('rules that look at history, over two gateways', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let upstream: Upstream;
    let balancer: Awaited<ReturnType<typeof startBalancer>>;
    const gateways: TestGateway[] = [];
    /** At which gateway the next request arrives. */
    let turn = 0;

    beforeAll(async () => {
      upstream = await startUpstream();
      balancer = await startBalancer(() => gateways[turn % 2]?.address);
      const knex = await databases.init(databaseId);
      const shared = createServiceFactory({
        service: coreServices.database,
        deps: {},
        factory: () => ({ getClient: async () => knex }),
      });
      const start = async () =>
        await startGateway({
          publicUrl: balancer.url,
          features: [shared],
          guards: { history: rules },
          prepare: registry => {
            for (const name of ['orders', 'billing']) {
              registry.put({
                ...activeServer(name, upstream.url),
                ...{
                  alias: name,
                  grants: [ALICE, BOB, DAVE].map(who => grantTo(who)),
                },
                ...(name === 'orders' && { dataClassification: 'restricted' }),
              });
            }
          },
        });
      gateways.push(await start(), await start());
    });

    beforeEach(() => {
      turn = 0;
      upstream.called.length = 0;
    });

    afterAll(async () => {
      for (const gateway of gateways.splice(0)) await gateway.stop();
      await balancer.stop();
      await upstream.stop();
    });

    const tokenOf = (person: string, server: string) =>
      gateways[0].token(person, server);
    const clientOf = async (person: string, server: string) =>
      await connect(
        gateways[0].endpoint(server),
        await tokenOf(person, server),
      );
    type Connected = Awaited<ReturnType<typeof clientOf>>;
    const refusalOf = async ({ client }: Connected, name: string) =>
      await client.callTool({ name, arguments: {} }).then(
        () => {
          throw new Error('The call was not refused');
        },
        error => error,
      );
    const ticketIn = (error: { data: { ask: string } }) => {
      const url = new URL(error.data.ask);
      expect(url.origin + url.pathname).toBe(
        'http://portal.example/mcp/confirm',
      );
      return url.searchParams.get('ticket')!;
    };
    const answer = (
      ticket: string,
      decision: string,
      portal = gateways[1].as('alice'),
    ) => portal.post('/confirmations', { ticket, decision });
    const traceOf = async (requestId: string) => {
      let trace: unknown;
      await waitUntil(async () => {
        const calls = await gateways[0].calls(1);
        trace = calls.find(each => each.requestId === requestId)?.trace;
        return trace !== undefined;
      });
      return trace;
    };

    describe('what needs the person’s word', () => {
      it('is refused with a link to the page, which tells them who wants what', async () => {
        const alice = await clientOf('alice', 'orders');
        const error = await refusalOf(alice, 'wipe');
        expect(error.message).toMatch(
          /needs your own confirmation.*Wiping needs your word.*Confirm it here: http:\/\/portal\.example\/mcp\/confirm\?ticket=/,
        );
        expect(error.data).toMatchObject({
          reason: 'guard.needs-approval',
          rule: { id: 'ask-before-wipe', title: 'Wiping needs your word' },
          tool: 'wipe',
        });
        const ticket = ticketIn(error);
        const asked = await gateways[1]
          .as('alice')
          .get(`/confirmations/asked?ticket=${ticket}`)
          .expect(200);
        expect(asked.body).toMatchObject({
          rule: { id: 'ask-before-wipe', title: 'Wiping needs your word' },
          ...{ serverRef: 'api:default/orders', name: 'wipe', isTool: true },
          ...{ application: 'sdk 1.2.3', covers: 'tool', validMinutes: 60 },
          sessionStartedAt: expect.any(String),
        });
        // What is not asked about goes on; and nothing of it was called.
        await alice.client.callTool({ name: 'echo', arguments: {} });
        expect(upstream.called).toEqual(['echo']);
        expect(await traceOf(error.data.requestId)).toContainEqual({
          ...{ layer: 'guard', outcome: 'deny' },
          detail:
            'ask-before-wipe: not confirmed by the person in this session',
        });
        await alice.client.close();
      });

      it('C4, C7, D9: is given by the very person themselves, once', async () => {
        const alice = await clientOf('alice', 'orders');
        const ticket = ticketIn(await refusalOf(alice, 'wipe'));
        const [portal] = gateways;
        const asked = `/confirmations/asked?ticket=${ticket}`;
        await portal.as('bob').get(asked).expect(403);
        await answer(ticket, 'approve', portal.as('bob')).expect(403);
        const actor = { subject: 'plugin:mcp-actions' };
        const agent = portal.as('alice', { actor });
        await agent.get(asked).expect(403);
        await answer(ticket, 'approve', agent).expect(403);
        // What the client holds opens nothing at the portal.
        const held = await tokenOf('alice', 'orders');
        await answer(ticket, 'approve', portal.bearing(held)).expect(401);
        await answer('made-up', 'approve').expect(404);
        expect((await refusalOf(alice, 'wipe')).data.reason).toBe(
          'guard.needs-approval',
        );
        await answer(ticket, 'approve').expect(200);
        await answer(ticket, 'approve').expect(404);
        await portal.as('alice').get(asked).expect(404);
        await alice.client.callTool({ name: 'wipe', arguments: {} });
        await alice.client.close();
      });

      it('holds at once on every gateway, in this session, for this tool of this server, until it is taken back', async () => {
        const alice = await clientOf('alice', 'orders');
        const other = await clientOf('alice', 'orders');
        const ticket = ticketIn(await refusalOf(alice, 'wipe'));
        await answer(ticket, 'approve').expect(200);
        for (turn of [0, 1]) {
          await alice.client.callTool({ name: 'wipe', arguments: {} });
          expect((await refusalOf(other, 'wipe')).data.reason).toBe(
            'guard.needs-approval',
          );
        }
        expect(upstream.called).toEqual(['wipe', 'wipe']);
        const portal = gateways[0].as('alice');
        const { body } = await portal.get('/confirmations').expect(200);
        const [newest] = body.items;
        expect(newest).toMatchObject({
          ...{ decision: 'approve', name: 'wipe', application: 'sdk 1.2.3' },
          ...{ serverRef: 'api:default/orders' },
        });
        await gateways[0]
          .as('bob')
          .delete(`/confirmations/${newest.id}`)
          .expect(404);
        await portal.delete(`/confirmations/${newest.id}`).expect(204);
        for (turn of [0, 1]) {
          expect((await refusalOf(alice, 'wipe')).data.reason).toBe(
            'guard.needs-approval',
          );
        }
        await alice.client.close();
        await other.client.close();
      });

      it('is not asked for again where the person said no', async () => {
        const alice = await clientOf('alice', 'orders');
        const ticket = ticketIn(await refusalOf(alice, 'wipe'));
        const { body } = await answer(ticket, 'deny').expect(200);
        const refused = await refusalOf(alice, 'wipe');
        expect(refused.data.reason).toBe('guard.needs-approval');
        expect(refused.data).not.toHaveProperty('ask');
        expect(refused.message).toContain('You refused it');
        const portal = gateways[0].as('alice');
        await portal.delete(`/confirmations/${body.id}`).expect(204);
        ticketIn(await refusalOf(alice, 'wipe'));
        expect(upstream.called).toEqual([]);
        await alice.client.close();
      });

      it('is asked once in a session of the endpoint for all servers', async () => {
        const { body } = await gateways[0]
          .as('alice')
          .post('/tokens', { allServers: true })
          .expect(201);
        const open = () => connect(`${balancer.url}/mcp`, body.token);
        const alice = await open();
        const ticket = ticketIn(await refusalOf(alice, 'orders_wipe'));
        await answer(ticket, 'approve').expect(200);
        await alice.client.callTool({ name: 'orders_wipe', arguments: {} });
        const again = await open();
        ticketIn(await refusalOf(again, 'orders_wipe'));
        expect(upstream.called).toEqual(['wipe']);
        await alice.client.close();
        await again.client.close();
      });
    });

    it('lets n calls of a window through, whichever gateways they come to at once', async () => {
      const token = await tokenOf('bob', 'orders');
      const note = async () => {
        turn += 1;
        return await send(gateways[0].endpoint('orders'), {
          token,
          ...modern('tools/call', { name: 'note', arguments: {} }),
        });
      };
      const answers = await Promise.all(Array.from({ length: 8 }, note));
      expect(upstream.called).toEqual(['note', 'note', 'note']);
      const late = await note();
      expect(late.status).toBe(200);
      const { error } = await late.json();
      const seconds = Number(late.headers.get('retry-after'));
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(31 * 86_400);
      expect(error.data).toMatchObject({
        reason: 'guard.too-many',
        rule: { id: 'few-notes' },
        until: expect.stringMatching(/T00:00:00.000Z$/),
      });
      expect(error.message).toMatch(/Three notes a month.*works again at/);
      const refused = await Promise.all(answers.map(each => each.text()));
      expect(
        refused.filter(text => text.includes('guard.too-many')),
      ).toHaveLength(5);
    });

    it('sends nothing out after a read on the other gateway, whatever client, token or session', async () => {
      const write = async (person: string) => {
        const client = await clientOf(person, 'billing');
        const result = await client.client
          .callTool({ name: 'note', arguments: {} })
          .then(
            () => 'sent',
            error => error,
          );
        await client.client.close();
        return result;
      };
      expect(await write('dave')).toBe('sent');
      turn = 1;
      const reading = await send(gateways[0].endpoint('orders'), {
        token: await tokenOf('dave', 'orders'),
        ...modern('tools/call', { name: 'echo', arguments: {} }),
      });
      expect(await reading.text()).toContain('echo was called');
      for (turn of [0, 1]) {
        const error = await write('dave');
        expect(error.data).toMatchObject({
          reason: 'guard.flow',
          rule: { id: 'no-leak', title: 'Nothing leaves' },
        });
        expect(error.message).toMatch(
          /Nothing leaves\. api:default\/orders was read at/,
        );
        expect(JSON.stringify(await traceOf(error.data.requestId))).not.toMatch(
          /default\/orders/,
        );
      }
      // Reading goes on, and so does whoever read nothing.
      const dave = await clientOf('dave', 'billing');
      await dave.client.callTool({ name: 'echo', arguments: {} });
      await dave.client.close();
      expect(upstream.called).toEqual(['note', 'echo', 'echo']);
    });

    it('only writes down what an observed rule would refuse', async () => {
      const token = await tokenOf('alice', 'billing');
      for (turn of [0, 1]) {
        const answered = await send(gateways[0].endpoint('billing'), {
          token,
          ...modern('tools/call', { name: 'echo', arguments: {} }),
        });
        expect(await answered.text()).toContain('echo was called');
      }
      // By what it says: records of one gateway may be written before those of the other.
      const detail = 'seen: all 1 of this window are used up';
      const found = async () =>
        (await gateways[0].calls(1)).find(({ trace }) =>
          trace?.some(entry => entry.detail === detail),
        );
      await waitUntil(async () => (await found()) !== undefined);
      const recorded = await found();
      expect(recorded).toMatchObject({ decision: 'allow', reason: 'granted' });
      expect(recorded?.trace).toContainEqual({
        ...{ layer: 'guard', outcome: 'observe', detail },
      });
    });

    it('are told to those who may read policies', async () => {
      const { body } = await gateways[0].as('bob').get('/guard-rules');
      expect(body.items).toHaveLength(rules.length);
      expect(body.items[2]).toEqual({
        ...{ id: 'no-leak', title: 'Nothing leaves', kind: 'flow' },
        ...{ mode: 'enforce', windowMinutes: 60 },
        after: {
          servers: { dataClassification: ['restricted'] },
          tools: {},
        },
        servers: { dataClassification: ['public', 'internal'] },
        tools: { effects: ['changes', 'destroys'] },
      });
    });
  });
});
