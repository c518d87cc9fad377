import type { Database } from 'better-sqlite3';

/** Creates what is missing; safe to run at every start. Amounts are euro cents, times ISO 8601 in UTC. */
export function createTables(database: Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('foreign_keys = ON');
  database.exec(`
    CREATE TABLE IF NOT EXISTS customers (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      email TEXT NOT NULL UNIQUE,
      region TEXT NOT NULL CHECK (region IN ('north', 'south', 'east', 'west'))
    ) STRICT;
    CREATE TABLE IF NOT EXISTS territories (
      person TEXT NOT NULL,
      region TEXT NOT NULL CHECK (region IN ('north', 'south', 'east', 'west')),
      PRIMARY KEY (person, region)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS orders (
      id TEXT PRIMARY KEY,
      customer_id TEXT NOT NULL REFERENCES customers (id),
      placed_at TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('placed', 'shipped', 'delivered', 'cancelled', 'refunded'))
    ) STRICT;
    CREATE INDEX IF NOT EXISTS orders_placed_at ON orders (placed_at);
    CREATE TABLE IF NOT EXISTS order_lines (
      order_id TEXT NOT NULL REFERENCES orders (id),
      position INTEGER NOT NULL,
      sku TEXT NOT NULL,
      product TEXT NOT NULL,
      quantity INTEGER NOT NULL CHECK (quantity > 0),
      unit_price_cents INTEGER NOT NULL CHECK (unit_price_cents >= 0),
      PRIMARY KEY (order_id, position)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS refunds (
      id INTEGER PRIMARY KEY,
      order_id TEXT NOT NULL REFERENCES orders (id),
      amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
      reason TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS refunds_order_id ON refunds (order_id);
    CREATE TABLE IF NOT EXISTS notes (
      id INTEGER PRIMARY KEY,
      order_id TEXT NOT NULL REFERENCES orders (id),
      text TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS notes_order_id ON notes (order_id);
    CREATE VIEW IF NOT EXISTS order_summaries AS
      SELECT
        o.id, o.placed_at, o.status, c.name AS customer, c.email, c.region,
        (SELECT SUM(quantity * unit_price_cents) FROM order_lines WHERE order_id = o.id) AS total_cents,
        (SELECT COALESCE(SUM(amount_cents), 0) FROM refunds WHERE order_id = o.id) AS refunded_cents
      FROM orders o JOIN customers c ON c.id = o.customer_id;
  `);
  for (const table of ['refunds', 'notes'] as const) {
    addMissing(database, table, ['made_by', 'made_through']);
  }
}

/** Who changed something, and who acted for them: a database of an earlier start has no such columns yet. */
function addMissing(
  database: Database,
  table: 'refunds' | 'notes',
  columns: string[],
): void {
  const known = database.pragma(`table_info(${table})`) as { name: string }[];
  for (const column of columns) {
    if (!known.some(({ name }) => name === column)) {
      database.exec(`ALTER TABLE ${table} ADD COLUMN ${column} TEXT`);
    }
  }
}
