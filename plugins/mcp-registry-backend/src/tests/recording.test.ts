import { TestDatabases } from '@backstage/backend-test-utils';
import type { RecordingPolicy } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { readHistory } from '../service/HistoryStore';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, carol] = ['alice', 'bob', 'carol'].map(name => person(name));

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'what is kept of arguments and results on %s',
  databaseId => {
    let registry: TestRegistry;

    beforeEach(async () => {
      registry = await startRegistry({
        knex: await databases.init(databaseId),
        entities: [serverEntity()],
      });
      await registry.sync.run();
      const { digest } = await registry.submissions.submit(bob, {
        serverRef: REF,
      });
      await registry.revisionDecisions.decide(carol, {
        digest,
        decision: { decision: 'approve' },
      });
    });

    const set = async (policy: RecordingPolicy | undefined, caller = bob) =>
      await registry.recordings.set(caller, { serverRef: REF, policy });
    const document = async () =>
      (await registry.accessDocuments.document(REF)).document;

    it('reaches the gateway by the feed, and goes back to the default', async () => {
      const { sequence, recording } = await document();
      expect(recording).toBeUndefined();
      expect(await set('full')).toEqual({
        policy: 'full',
        mayChange: true,
        setBy: 'user:default/bob',
        setAt: '2026-11-23T10:00:00.000Z',
      });
      expect((await document()).recording).toBe('full');
      const { changes } = await registry.accessDocuments.changes({
        after: sequence,
      });
      expect(changes.map(({ serverRef }) => serverRef)).toEqual([REF]);
      // `none` is a word of its own: it is less than the default may be.
      expect(await set('none')).toMatchObject({ policy: 'none' });
      expect((await document()).recording).toBe('none');
      expect(await set(undefined)).toEqual({ mayChange: true });
      expect((await document()).recording).toBeUndefined();
    });

    it('is written down: who, when, what before and after', async () => {
      await set('redacted');
      await set('full');
      const { serverId } = await document();
      const entries = await readHistory(registry.database.knex, {
        kind: 'server',
        ids: [serverId],
      });
      expect(entries.get(serverId)?.slice(-2)).toMatchObject([
        {
          event: 'recording-changed',
          by: 'user:default/bob',
          details: { before: null, after: 'redacted' },
        },
        { details: { before: 'redacted', after: 'full' } },
      ]);
    });

    it('is said by who runs the server, in the portal, and seen by all who see the server', async () => {
      await expect(set('full', alice)).rejects.toMatchObject({
        code: 'server.not-owner',
      });
      await expect(
        set('full', person('bob', { actor: 'plugin:scaffolder' })),
      ).rejects.toMatchObject({ code: 'decision.portal-only' });
      expect((await document()).recording).toBeUndefined();
      await set('redacted', carol);
      expect(await registry.recordings.get(alice, REF)).toMatchObject({
        ...{ policy: 'redacted', mayChange: false },
        setBy: 'user:default/carol',
      });
    });
  },
);
