import { TestDatabases } from '@backstage/backend-test-utils';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const alice = person('alice');
const bob = person('bob');
const carol = person('carol');

jest.setTimeout(60_000);

const packaged = (mcp: object = {}) =>
  serverEntity({
    mcp: {
      upstream: undefined,
      package: { registry: 'npm', identifier: 'files', version: '1.2.3' },
      ...mcp,
    },
  });

describe.each(databases.eachSupportedId())(
  'servers that the gateway runs, on %s',
  databaseId => {
    let registry: TestRegistry;

    beforeEach(async () => {
      registry = await startRegistry({
        knex: await databases.init(databaseId),
        entities: [packaged()],
      });
      registry.state.runtime = {
        runtime: { ready: true },
        installed: { integrity: 'sha512-first' },
      };
      await registry.sync.run();
    });

    const submit = async () =>
      await registry.submissions.submit(bob, { serverRef: REF });
    const approve = async () => {
      const { digest } = await submit();
      await registry.revisionDecisions.decide(carol, {
        digest,
        decision: { decision: 'approve' },
      });
      return digest;
    };
    const upstream = async () =>
      (await registry.accessDocuments.document(REF)).document.approvedRevision
        ?.upstream;
    const runnable = async () =>
      (await registry.servers.get(alice, REF)).runnable;

    it('are served as packages, bound to what the probe has installed; nothing stated is nothing allowed', async () => {
      await approve();
      const { serverId } = (await registry.accessDocuments.document(REF))
        .document;
      expect(await upstream()).toEqual({
        type: 'hosted',
        url: `sallyport-runtime://${serverId}`,
        hosted: {
          package: {
            registry: 'npm',
            identifier: 'files',
            version: '1.2.3',
            integrity: 'sha512-first',
          },
          args: [],
          profile: { read: [], write: [], network: { mode: 'none' } },
          isolation: 'shared',
        },
      });
      expect(await runnable()).toEqual({ ok: true });
    });

    it('carry what the entity says: how they start, what they may reach, who shares them', async () => {
      registry.state.entities = [
        packaged({
          run: { command: 'files', args: ['/workspace'], env: { LEVEL: '1' } },
          permissionProfile: {
            write: ['/srv/files:/workspace'],
            sallyport: { limits: { pids: 32 } },
          },
          isolation: 'per-user',
        }),
      ];
      await registry.sync.run();
      await approve();
      expect(await upstream()).toMatchObject({
        hosted: {
          command: 'files',
          args: ['/workspace'],
          env: { LEVEL: '1' },
          profile: {
            write: ['/srv/files:/workspace'],
            sallyport: { limits: { pids: 32 } },
          },
          isolation: 'per-user',
        },
      });
    });

    it('keep what was approved while the entity asks for more, and say what differs', async () => {
      await approve();
      registry.state.entities = [
        packaged({ permissionProfile: { write: ['/:/host'] } }),
      ];
      await registry.sync.run();
      expect(await upstream()).toMatchObject({
        hosted: { profile: { write: [] } },
      });
      const { statusReason } = await registry.servers.get(bob, REF);
      expect(statusReason).toContain('permission profile');
    });

    it('S4: other bytes under the same version are another revision', async () => {
      const first = await approve();
      registry.state.runtime = {
        runtime: { ready: true },
        installed: { integrity: 'sha512-second' },
      };
      const { digest } = await submit();
      expect(digest).not.toBe(first);
      expect(await upstream()).toMatchObject({
        hosted: { package: { integrity: 'sha512-first' } },
      });
    });

    it('cannot run where the gateway runs none', async () => {
      registry.state.runtime = { runtime: { ready: false } };
      registry.state.tools = undefined;
      expect(await runnable()).toEqual({
        ok: false,
        reason: 'stdio-needs-runtime',
      });
      await approve();
      expect(await runnable()).toEqual({
        ok: false,
        reason: 'stdio-needs-runtime',
      });
    });
  },
);
