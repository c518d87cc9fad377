import { TestDatabases } from '@backstage/backend-test-utils';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
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

    it('S4: one that listens is another one than one that reads its input, and so at another port or path', async () => {
      const runs = [
        {},
        { transport: 'streamable-http', port: 8080 },
        { transport: 'streamable-http', port: 8081 },
        { transport: 'streamable-http', port: 8081, path: '/other' },
      ];
      const digests = new Set<string>();
      for (const run of runs) {
        registry.state.entities = [packaged({ run })];
        await registry.sync.run();
        digests.add(await approve());
        const { port, path = '/mcp' } = run as { port?: number; path?: string };
        expect(await upstream()).toMatchObject({
          hosted: port === undefined ? { args: [] } : { http: { port, path } },
        });
      }
      expect(digests.size).toBe(runs.length);
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

    describe('registered in the portal', () => {
      const definition: RegistrySchemas['ServerDefinition'] = {
        name: 'notes',
        description: 'Keeps notes',
        owner: 'group:default/data-platform',
        riskTier: 'low',
        dataClassification: 'internal',
        package: { registry: 'npm', identifier: 'notes', version: '1.0.0' },
        run: { args: ['/notes'] },
        isolation: 'per-user',
        permissionProfile: { write: ['volume://notes:/notes'] },
      };
      const NOTES = 'api:default/notes';
      const hosted = async () =>
        (await registry.accessDocuments.document(NOTES)).document
          .approvedRevision?.upstream;

      it('are reviewed and served as they were described', async () => {
        const server = await registry.registration.register(bob, definition);
        expect(server).toMatchObject({ serverRef: NOTES, status: 'waiting' });
        await registry.revisionDecisions.decide(carol, {
          digest: server.pendingRevision!.digest,
          decision: { decision: 'approve' },
        });
        expect(await hosted()).toMatchObject({
          type: 'hosted',
          hosted: {
            package: {
              identifier: 'notes',
              version: '1.0.0',
              integrity: 'sha512-first',
            },
            args: ['/notes'],
            profile: definition.permissionProfile,
            isolation: 'per-user',
          },
        });
      });

      it.each<[string, object, RegExp]>([
        [
          'an address too',
          { upstream: { type: 'streamable-http', url: 'http://a.example/' } },
          /Name one of them/,
        ],
        ['neither', { package: undefined }, /run is about a package/],
        [
          'nothing at all',
          {
            ...{ package: undefined, run: undefined, isolation: undefined },
            permissionProfile: undefined,
          },
          /must begin with http/,
        ],
        [
          'a range of versions',
          { package: { ...definition.package, version: '^1.0.0' } },
          /package.version: “\^1.0.0” is no exact version/,
        ],
        [
          'a profile of another form',
          { permissionProfile: { network: { outbound: { deny: [] } } } },
          /permissionProfile.network.outbound/,
        ],
        [
          'a profile that cannot be kept',
          { permissionProfile: { write: ['/var/run/docker.sock:/d'] } },
          /write\[0\]: .* is a socket/,
        ],
        [
          'a credential that nobody has',
          {
            permissionProfile: {
              sallyport: {
                secrets: { KEY: { secret: 'credential', as: 'env' } },
              },
            },
          },
          /has none/,
        ],
      ])('are refused with %s', async (_, more, message) => {
        await expect(
          registry.registration.register(bob, { ...definition, ...more }),
        ).rejects.toThrow(message);
      });

      it('run as approved until another profile is', async () => {
        const { pendingRevision } = await registry.registration.register(
          bob,
          definition,
        );
        await registry.revisionDecisions.decide(carol, {
          digest: pendingRevision!.digest,
          decision: { decision: 'approve' },
        });
        const profile = {
          ...definition.permissionProfile,
          network: { outbound: { allow_host: ['a.example'] } },
        };
        const revision = await registry.profileProposals.propose(bob, {
          serverRef: NOTES,
          permissionProfile: profile,
          note: 'needs the weather',
        });
        expect(revision).toMatchObject({
          number: 2,
          state: 'submitted',
          submittedBy: 'user:default/bob',
          note: 'needs the weather',
          snapshot: { permissionProfile: profile, isolation: 'per-user' },
        });
        expect(await hosted()).toMatchObject({
          hosted: { profile: definition.permissionProfile },
        });
        expect((await registry.servers.get(bob, NOTES)).statusReason).toContain(
          'permission profile',
        );
        await registry.revisionDecisions.decide(carol, {
          digest: revision.digest,
          decision: { decision: 'approve' },
        });
        expect(await hosted()).toMatchObject({ hosted: { profile } });
        expect(
          (await registry.registration.definitions())[0].definition,
        ).toEqual({ ...definition, permissionProfile: profile });
      });

      it('take other profiles from their owner alone, and none that cannot be', async () => {
        await registry.registration.register(bob, definition);
        const propose = (who: typeof bob, serverRef: string, profile = {}) =>
          registry.profileProposals.propose(who, {
            serverRef,
            permissionProfile: profile,
          });
        await expect(propose(carol, NOTES)).rejects.toMatchObject({
          code: 'server.not-owner',
        });
        await expect(propose(alice, NOTES)).rejects.toThrow();
        await expect(propose(bob, NOTES, { read: ['x'] })).rejects.toThrow(
          /is no mount/,
        );
        await expect(propose(bob, REF)).rejects.toThrow(
          /defined in the catalog/,
        );
        expect(
          (await registry.registration.definitions()).map(
            ({ definition: kept }) => kept,
          ),
        ).toEqual([definition]);
      });
    });
  },
);
