import type { Database } from 'better-sqlite3';
import { createRandom } from './createRandom.ts';
import {
  FIRST_NAMES,
  LAST_NAMES,
  PRODUCTS,
  REFUND_REASONS,
  REGIONS,
  TERRITORIES,
} from './exampleData.ts';

const MONTHS = 12;
const ORDERS_PER_MONTH = 20;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Fills an empty database with a year of orders that ends with the month before `now`, so that "last month" has an answer on the
 * day somebody first tries it. Everything but the dates is the same everywhere; a database that has orders is left alone.
 */
export function seed(database: Database, options: { now: Date }): void {
  const isEmpty = (table: 'orders' | 'territories') =>
    database.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() === undefined;
  if (isEmpty('territories')) {
    seedTerritories(database);
  }
  if (!isEmpty('orders')) {
    return;
  }
  const random = createRandom(20_261_122);
  database.transaction(() => {
    const customerIds = seedCustomers(database);
    for (let index = 0; index < MONTHS * ORDERS_PER_MONTH; index++) {
      seedOrder(database, { index, random, customerIds, now: options.now });
    }
  })();
}

function seedTerritories(database: Database): void {
  const insert = database.prepare(
    'INSERT INTO territories (person, region) VALUES (?, ?)',
  );
  database.transaction(() => {
    for (const [person, regions] of Object.entries(TERRITORIES)) {
      regions.forEach(region => insert.run(person, region));
    }
  })();
}

function seedCustomers(database: Database): string[] {
  const insert = database.prepare(
    'INSERT INTO customers (id, name, email, region) VALUES (?, ?, ?, ?)',
  );
  return FIRST_NAMES.flatMap((first, row) =>
    LAST_NAMES.map((last, column) => {
      const number = row * LAST_NAMES.length + column;
      const id = `CUS-${101 + number}`;
      insert.run(
        id,
        `${first} ${last}`,
        `${first}.${last}@customer.example`.toLocaleLowerCase('en-US'),
        REGIONS[number % REGIONS.length],
      );
      return id;
    }),
  );
}

function seedOrder(
  database: Database,
  options: {
    index: number;
    random: () => number;
    customerIds: string[];
    now: Date;
  },
): void {
  const { index, random, now } = options;
  const pick = <T>(values: readonly T[]): T =>
    values[Math.floor(random() * values.length)];

  const monthsAgo = MONTHS - Math.floor(index / ORDERS_PER_MONTH);
  const monthStart = Date.UTC(
    now.getUTCFullYear(),
    now.getUTCMonth() - monthsAgo,
  );
  // Orders of one month are spread over its first 28 days, in order of their numbers.
  const placedAt =
    monthStart +
    ((index % ORDERS_PER_MONTH) + random()) * ((28 * DAY) / ORDERS_PER_MONTH);
  const id = `ORD-${1001 + index}`;
  const status = pickStatus({ chance: random(), monthsAgo });

  database
    .prepare(
      'INSERT INTO orders (id, customer_id, placed_at, status) VALUES (?, ?, ?, ?)',
    )
    .run(
      id,
      pick(options.customerIds),
      new Date(placedAt).toISOString(),
      status,
    );

  const lineCount = 1 + Math.floor(random() * 4);
  const firstProduct = Math.floor(random() * PRODUCTS.length);
  let totalCents = 0;
  for (let position = 1; position <= lineCount; position++) {
    // Steps of 5 through 12 products never meet one twice in an order.
    const { sku, product, priceCents } =
      PRODUCTS[(firstProduct + position * 5) % PRODUCTS.length];
    const quantity = 1 + Math.floor(random() * 3);
    totalCents += quantity * priceCents;
    database
      .prepare(
        'INSERT INTO order_lines (order_id, position, sku, product, quantity, unit_price_cents) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(id, position, sku, product, quantity, priceCents);
  }

  const partly = status === 'delivered' && random() < 0.06;
  if (status === 'refunded' || partly) {
    database
      .prepare(
        'INSERT INTO refunds (order_id, amount_cents, reason, created_at) VALUES (?, ?, ?, ?)',
      )
      .run(
        id,
        partly ? Math.floor(totalCents / 4) : totalCents,
        pick(REFUND_REASONS),
        new Date(placedAt + 3 * DAY).toISOString(),
      );
  }
}

function pickStatus(options: { chance: number; monthsAgo: number }) {
  const { chance, monthsAgo } = options;
  if (chance < 0.05) {
    return 'cancelled';
  }
  if (chance < 0.1) {
    return 'refunded';
  }
  // Only last month's orders can still be on their way.
  if (monthsAgo === 1 && chance < 0.35) {
    return chance < 0.2 ? 'placed' : 'shipped';
  }
  return 'delivered';
}
