import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

const MIGRATIONS = resolvePackagePath(
  '@sallyport/backstage-plugin-mcp-registry-backend',
  'migrations',
);

/** The registry's database, migrated, and the one way to change what gateways see. */
export class RegistryDatabase {
  static async create(options: {
    database: DatabaseService;
  }): Promise<RegistryDatabase> {
    const knex = await options.database.getClient();
    if (!options.database.migrations?.skip) {
      await knex.migrate.latest({ directory: MIGRATIONS });
    }
    return new RegistryDatabase(knex);
  }

  readonly knex: Knex;

  private constructor(knex: Knex) {
    this.knex = knex;
  }

  /**
   * Runs a change of what gateways see as one transaction. The feed's row is locked first, so that changes come one
   * after the other: the order of sequence numbers is the order of commits, what is read inside stays true, and two
   * changes can never wait for each other.
   */
  async change<T>(fn: (tx: Knex.Transaction) => Promise<T>): Promise<T> {
    return await this.knex.transaction(async tx => {
      await tx('feed')
        .where({ id: 1 })
        .update({ head: tx.ref('head') });
      return await fn(tx);
    });
  }

  /** Runs a change that no gateway sees as one transaction. */
  async transaction<T>(fn: (tx: Knex.Transaction) => Promise<T>): Promise<T> {
    return await this.knex.transaction(fn);
  }
}
