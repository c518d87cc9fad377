import { mockServices } from '@backstage/backend-test-utils';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { connect } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(120_000);

const ALICE = 'user:default/alice';
const BOB = 'user:default/bob';
const PAUSED = 'Paused until somebody has looked at it.';
const AGAIN = 'Sign in again, please.';

describe('what rules do about alerts', () => {
  let upstream: Upstream;
  let gateway: TestGateway;
  const tasks = new Map<string, (signal: AbortSignal) => unknown>();
  const scheduler = mockServices.scheduler.mock({
    scheduleTask: async ({ id, fn }) => {
      tasks.set(id, fn as (signal: AbortSignal) => unknown);
    },
  });

  /** Detectors look, and rules do what they say. */
  const look = async () =>
    await tasks.get('mcp-gateway-alerts')!(new AbortController().signal);

  beforeAll(async () => {
    upstream = await startUpstream();
    gateway = await startGateway({
      features: [scheduler.factory],
      prepare: registry => {
        for (const name of ['orders', 'billing']) {
          registry.put({
            ...activeServer(name, upstream.url),
            alias: name,
            grants: [
              grantTo(ALICE, { id: `${name}-alice` }),
              grantTo(BOB, { id: `${name}-bob` }),
            ],
          });
        }
      },
      alerts: {
        decoys: ['dump'],
        reactions: [
          {
            ...{ name: 'bursts', detectors: ['refusals'], mode: 'enforce' },
            ...{ do: ['pause-grant'], message: PAUSED },
          },
          {
            ...{ name: 'decoys', detectors: ['decoy'], mode: 'enforce' },
            ...{ do: ['step-up'], message: AGAIN },
            except: { groups: ['user:default/dave'] },
          },
        ],
      },
    });
    // What was before detectors have begun is learnt from, and nothing else.
    await look();
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  const clientOf = async (person: string, server: string) =>
    (
      await connect(
        gateway.endpoint(server),
        await gateway.token(person, server),
      )
    ).client;
  const reacted = async (rule: string) => {
    const made = () =>
      [...gateway.registry.reactions.values()].find(one => one.rule === rule);
    await waitUntil(async () => {
      // Calls are written some moments after they were answered.
      await look();
      return made() !== undefined;
    });
    await gateway.applied();
    return made();
  };

  it('a burst of refusals pauses the access, and the next call is refused with those words', async () => {
    const client = await clientOf('alice', 'orders');
    await client.callTool({ name: 'echo', arguments: {} });
    for (let nth = 0; nth < 14; nth += 1) {
      await expect(
        client.callTool({ name: `no_${nth % 7}`, arguments: {} }),
      ).rejects.toThrow();
    }
    const reaction = await reacted('bursts');
    await expect(
      client.callTool({ name: 'echo', arguments: {} }),
    ).rejects.toThrow(PAUSED);
    expect(reaction).toMatchObject({
      ...{ kind: 'grant', about: ALICE, subjects: ['orders-alice'] },
    });
    // Nobody else's, and nothing else of hers.
    const other = await clientOf('bob', 'orders');
    await other.callTool({ name: 'echo', arguments: {} });
    const elsewhere = await clientOf('alice', 'billing');
    await elsewhere.callTool({ name: 'echo', arguments: {} });
    await Promise.all([client, other, elsewhere].map(one => one.close()));
  });

  it('who has to sign in again reads on, sees every tool, and changes nothing until then', async () => {
    const client = await clientOf('bob', 'billing');
    const before = (await client.listTools()).tools.map(({ name }) => name);
    await expect(
      client.callTool({ name: 'dump', arguments: {} }),
    ).rejects.toThrow();
    await reacted('decoys');
    upstream.called.length = 0;
    await client.callTool({ name: 'echo', arguments: {} });
    await expect(
      client.callTool({ name: 'wipe', arguments: {} }),
    ).rejects.toThrow(AGAIN);
    expect(upstream.called).toEqual(['echo']);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(
      before,
    );
    // What the registry does when he has signed in again.
    gateway.registry.setStops();
    await gateway.applied();
    await client.callTool({ name: 'wipe', arguments: {} });
    expect(upstream.called).toEqual(['echo', 'wipe']);
    await client.close();
  });
});
