import { TestDatabases } from '@backstage/backend-test-utils';
import { resolve } from 'node:path';
import { aliasFor, assignAlias, findAlias } from './serverAlias';

describe('aliases', () => {
  it.each([
    'Orders',
    '__',
    'ünïcode',
    'a'.repeat(63),
    'x-',
    '-.-',
    'A.b_c',
    '',
  ])('of %j fits the access document', name => {
    for (const number of [1, 2, 10, 9999]) {
      expect(aliasFor(name, number)).toMatch(
        /^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/,
      );
    }
  });

  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  it.each(databases.eachSupportedId())(
    'are one server’s alone, for good, on %p',
    async databaseId => {
      const knex = await databases.init(databaseId);
      await knex.migrate.latest({
        directory: resolve(__dirname, '../../migrations'),
      });
      const assign = async (id: string, name: string) => {
        await knex.transaction(tx => assignAlias(tx, { id, name }));
        return await findAlias(knex, id);
      };
      expect(await assign('one', 'Orders')).toBe('orders');
      expect(await assign('two', 'orders')).toBe('orders-2');
      expect(await assign('three', 'orders_')).toBe('orders-3');
      // A second time changes nothing.
      expect(await assign('one', 'Orders')).toBe('orders');
      expect(await findAlias(knex, 'nobody')).toBeUndefined();
    },
  );
});
