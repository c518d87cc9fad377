import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { scheduleCleanUp } from './scheduleCleanUp';

jest.setTimeout(60_000);

type Options = Parameters<typeof scheduleCleanUp>[0];

describe('scheduleCleanUp', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  it.each(databases.eachSupportedId())(
    'replicas that start at once make the scheduler’s tables one after the other on %s',
    async databaseId => {
      const database = await databases.init(databaseId);
      const replicas = databaseId === 'SQLITE_3' ? 1 : 4;
      let running = 0;
      const together: number[] = [];
      const scheduler = mockServices.scheduler.mock({
        // As Backstage does with the first task: it sees no table and makes one.
        scheduleTask: async () => {
          together.push(++running);
          if (!(await database.schema.hasTable('scheduler_tables'))) {
            await database.schema.createTable('scheduler_tables', table =>
              table.increments(),
            );
          }
          running -= 1;
        },
      });
      const options: Partial<Options> = {
        ...{ database, scheduler, retentionDays: 1 },
      };
      await Promise.all(
        Array.from({ length: replicas }, () =>
          scheduleCleanUp(options as Options),
        ),
      );
      expect(together).toEqual(Array.from({ length: replicas }, () => 1));
    },
  );
});
