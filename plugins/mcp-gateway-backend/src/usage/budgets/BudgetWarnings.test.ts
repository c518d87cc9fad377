import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import { BudgetWarnings } from './BudgetWarnings';
import type { BudgetState } from './Budgets';

jest.setTimeout(60_000);

const state = (used: number, month = '2026-11'): BudgetState => ({
  ...{ used, month },
  rule: {
    ...{ team: 'group:default/web', unit: 'tokens', perMonth: 100 },
    ...{ warnAtPercent: 80, stops: true },
  },
});

describe('BudgetWarnings', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  it.each(databases.eachSupportedId())(
    'tells a team once of each, over replicas, on %s',
    async databaseId => {
      const database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
      const send = jest.fn(async (_: { payload: { title: string } }) => {});
      const replica = () =>
        BudgetWarnings.create({
          database,
          notifications: { send: send as never },
          logger: mockServices.logger.mock(),
        });
      await replica().send([state(79)]);
      expect(send).not.toHaveBeenCalled();
      send.mockRejectedValueOnce(new Error('down'));
      await replica().send([state(80)]);
      await Promise.all([replica(), replica()].map(r => r.send([state(81)])));
      await replica().send([state(99)]);
      await replica().send([state(100)]);
      await replica().send([state(120)]);
      await replica().send([state(85, '2026-12')]);
      const titles = send.mock.calls.map(([{ payload }]) => payload.title);
      expect(titles).toEqual([
        expect.stringContaining('80 %'),
        expect.stringContaining('80 %'),
        expect.stringContaining('used up'),
        expect.stringContaining('2026-12'),
      ]);
    },
  );
});
