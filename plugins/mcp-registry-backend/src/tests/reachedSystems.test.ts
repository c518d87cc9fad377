import { TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { DATA_CLASSIFICATION_ANNOTATION } from '@sallyport/backstage-plugin-mcp-registry-common';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { riskOf as riskOfServer } from '../access/riskOf';
import { findServerByRef } from '../servers/ServerStore';
import { findRevision } from '../revisions/RevisionStore';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [bob, carol] = ['bob', 'carol'].map(name => person(name));
const SYSTEM = 'system:default/ledger';
const REF = 'api:default/books';

const ledger = (classification?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: {
    name: 'ledger',
    ...(classification && {
      annotations: { [DATA_CLASSIFICATION_ANNOTATION]: classification },
    }),
  },
  spec: { owner: 'group:default/books' },
});

jest.setTimeout(120_000);

describe.each(databases.eachSupportedId())(
  'the classification of systems behind a server, on %s',
  databaseId => {
    let registry: TestRegistry;
    const server = serverEntity({ name: 'books', mcp: { reaches: [SYSTEM] } });

    beforeEach(async () => {
      registry = await startRegistry({
        knex: await databases.init(databaseId),
        entities: [server, ledger('confidential')],
        builtInChecks: [],
        checkSettings: {
          required: { low: [], medium: [], high: ['missing'], critical: [] },
        },
      });
      registry.state.tools = [
        { name: 'read', annotations: { readOnlyHint: true } },
      ];
      await registry.sync.run();
    });

    const classify = async (classification?: string) => {
      registry.state.entities = [server, ledger(classification)];
      await registry.sync.run();
    };
    const submit = async () =>
      (await registry.submissions.submit(bob, { serverRef: REF })).digest;
    const approve = (digest: string) =>
      registry.revisionDecisions.decide(carol, {
        digest,
        decision: { decision: 'approve' },
      });
    const shown = async (digest: string) =>
      (await registry.checks.list(carol, digest)).risk;

    it('is a floor of the risk, with its reason', async () => {
      const digest = await submit();
      expect(await shown(digest)).toEqual({
        tier: 'medium',
        reasons: ['reaches-confidential'],
      });
      await classify(undefined);
      expect(await shown(digest)).toEqual({ tier: 'low', reasons: ['stated'] });
    });

    it('rises for what serves without another revision or an end of it, and the next decision follows', async () => {
      const digest = await submit();
      await approve(digest);
      await classify('restricted');
      const { knex } = registry.database;
      const now = await findServerByRef(knex, REF);
      expect(now).toMatchObject({
        status: 'active',
        approvedDigest: digest,
        drift: [],
      });
      const approved = await findRevision(knex, digest);
      expect(now && riskOfServer(now, approved)).toBe('high');

      registry.state.tools = [
        { name: 'other', annotations: { readOnlyHint: true } },
      ];
      const next = await submit();
      expect(next).not.toBe(digest);
      expect(await shown(next)).toEqual({
        tier: 'high',
        reasons: ['reaches-restricted'],
      });
      await expect(approve(next)).rejects.toThrow('missing');
      await classify('internal');
      await approve(next);
    });

    it('counts as high where nobody could look, and holds as it was where it was known', async () => {
      const { knex } = registry.database;
      const digest = await submit();
      registry.catalog.getEntitiesByRefs.mockRejectedValue(new Error('down'));
      await registry.reached.learn([(await findServerByRef(knex, REF))!]);
      expect((await shown(digest)).tier).toBe('medium');
      await knex('servers').update({ reached: null });
      expect(await shown(digest)).toEqual({
        tier: 'high',
        reasons: ['reaches-unread'],
      });
    });
  },
);
