import Database from 'better-sqlite3';
import { OrdersStore } from './OrdersStore';
import { createTables } from './schema';
import { seed } from './seed';

describe('a database of an earlier start', () => {
  it('learns who looks after what, and from now on who changed what', () => {
    const database = new Database(':memory:');
    const now = new Date('2026-11-28T10:00:00Z');
    createTables(database);
    seed(database, { now });
    // As it was before people were told apart.
    database.exec(`
      DROP TABLE territories;
      ALTER TABLE notes DROP COLUMN made_by;
      ALTER TABLE notes DROP COLUMN made_through;
      INSERT INTO notes (order_id, text, created_at) VALUES ('ORD-1001', 'Old', '2026-01-01');
    `);
    for (let start = 0; start < 2; start++) {
      createTables(database);
      seed(database, { now });
    }
    const store = OrdersStore.create({ database, now: () => now });
    const bob = { ref: 'user:default/bob' };
    expect(store.search(bob, { limit: 1, offset: 0 }).total).toBe(240);
    expect(store.addNote(bob, 'ORD-1001', 'New').notes).toMatchObject([
      { text: 'Old', by: null, through: null },
      { text: 'New', by: bob.ref, through: null },
    ]);
    database.close();
  });
});
