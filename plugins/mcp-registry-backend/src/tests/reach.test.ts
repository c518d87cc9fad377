import { TestDatabases } from '@backstage/backend-test-utils';
import { findReaching } from '../access/findReaching';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import { startRegistry } from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const bob = person('bob');
const carol = person('carol');

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'what reaches a system, on %s',
  id => {
    it('are versions, by ref or by name, and nothing that only looks like it', async () => {
      const registry = await startRegistry({
        knex: await databases.init(id),
        entities: [
          serverEntity({
            mcp: {
              reaches: ['resource:default/orders_db', 'system:default/shop'],
            },
          }),
        ],
      });
      const { knex } = registry.database;
      await registry.sync.run();
      const { digest } = await registry.submissions.submit(bob, {
        serverRef: REF,
      });
      const waiting = { digests: [digest], servers: [] };
      expect(await findReaching(knex, 'orders_db')).toEqual(waiting);
      await registry.revisionDecisions.decide(carol, {
        digest,
        decision: { decision: 'approve' },
      });
      const approved = { digests: [digest], servers: [REF] };
      expect(await findReaching(knex, 'Resource:default/Orders_DB')).toEqual(
        approved,
      );
      expect(await findReaching(knex, 'shop')).toEqual(approved);
      // Gateways write it down with each call.
      const { document } = await registry.accessDocuments.document(REF);
      expect(document.approvedRevision?.reaches).toEqual([
        ...['resource:default/orders_db', 'system:default/shop'],
      ]);
      const nothing = { digests: [], servers: [] };
      for (const other of [
        'orders-db',
        'orders%',
        'db',
        'system:default/orders_db',
        'ordersxdb',
        'everything',
      ]) {
        expect([other, await findReaching(knex, other)]).toEqual([
          other,
          nothing,
        ]);
      }
    });
  },
);
