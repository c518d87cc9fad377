import type { Database } from 'better-sqlite3';
import { OrdersError } from './OrdersError.ts';
import type { Refund, SalesRequest, Search } from './requests.ts';
import type { Order, OrderPage, OrderSummary, Sales } from './types.ts';

const SUMMARY = `id, placed_at AS placedAt, status, customer, email, region,
  total_cents AS totalCents, refunded_cents AS refundedCents`;

/** The only place that knows SQL. Every value is a parameter. */
export class OrdersStore {
  static create(options: {
    database: Database;
    now?: () => Date;
  }): OrdersStore {
    return new OrdersStore(options.database, options.now ?? (() => new Date()));
  }

  readonly #database: Database;
  readonly #now: () => Date;

  private constructor(database: Database, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  search(search: Search): OrderPage {
    const where = `
      (:status IS NULL OR status = :status)
      AND (:region IS NULL OR region = :region)
      AND (:from IS NULL OR placed_at >= :from)
      AND (:before IS NULL OR placed_at < :before)
      AND (:pattern IS NULL OR id LIKE :pattern ESCAPE '\\' OR customer LIKE :pattern ESCAPE '\\'
        OR email LIKE :pattern ESCAPE '\\' OR EXISTS (
          SELECT 1 FROM order_lines WHERE order_id = order_summaries.id AND product LIKE :pattern ESCAPE '\\'))`;
    const parameters = {
      status: search.status ?? null,
      region: search.region ?? null,
      ...period(search),
      pattern: search.text
        ? `%${search.text.replace(/[\\%_]/g, '\\$&')}%`
        : null,
    };
    const { total } = this.#database
      .prepare(`SELECT COUNT(*) AS total FROM order_summaries WHERE ${where}`)
      .get(parameters) as { total: number };
    const orders = this.#database
      .prepare(
        `SELECT ${SUMMARY} FROM order_summaries WHERE ${where}
         ORDER BY placed_at DESC, id LIMIT :limit OFFSET :offset`,
      )
      .all({
        ...parameters,
        limit: search.limit,
        offset: search.offset,
      }) as OrderSummary[];
    return { total, orders };
  }

  get(id: string): Order {
    const summary = this.#database
      .prepare(`SELECT ${SUMMARY} FROM order_summaries WHERE id = ?`)
      .get(id) as OrderSummary | undefined;
    if (!summary) {
      throw new OrdersError('not-found', `There is no order ${id}`);
    }
    const all = <T>(sql: string) => this.#database.prepare(sql).all(id) as T[];
    return {
      ...summary,
      lines: all(
        `SELECT sku, product, quantity, unit_price_cents AS unitPriceCents
         FROM order_lines WHERE order_id = ? ORDER BY position`,
      ),
      refunds: all(
        `SELECT amount_cents AS amountCents, reason, created_at AS createdAt
         FROM refunds WHERE order_id = ? ORDER BY id`,
      ),
      notes: all(
        'SELECT text, created_at AS createdAt FROM notes WHERE order_id = ? ORDER BY id',
      ),
    };
  }

  sales(request: SalesRequest): Sales {
    const group =
      request.groupBy === 'month' ? 'substr(placed_at, 1, 7)' : 'region';
    const rows = this.#database
      .prepare(
        `SELECT ${group} AS "group", COUNT(*) AS orders, SUM(total_cents) AS revenueCents,
           SUM(refunded_cents) AS refundedCents
         FROM order_summaries
         WHERE status <> 'cancelled' AND (:region IS NULL OR region = :region)
           AND (:from IS NULL OR placed_at >= :from) AND (:before IS NULL OR placed_at < :before)
         GROUP BY 1 ORDER BY 1`,
      )
      .all({
        region: request.region ?? null,
        ...period(request),
      }) as Sales['rows'];
    return { groupBy: request.groupBy, rows };
  }

  addNote(id: string, text: string): Order {
    return this.#database
      .transaction(() => {
        this.get(id);
        this.#database
          .prepare(
            'INSERT INTO notes (order_id, text, created_at) VALUES (?, ?, ?)',
          )
          .run(id, text, this.#now().toISOString());
        return this.get(id);
      })
      .immediate();
  }

  refund(id: string, refund: Refund): Order {
    // Immediate: two refunds of one order must not both see the money still there.
    return this.#database
      .transaction(() => {
        const order = this.get(id);
        if (order.status === 'cancelled') {
          throw new OrdersError(
            'conflict',
            `${id} was cancelled before it was paid; there is nothing to refund`,
          );
        }
        const left = order.totalCents - order.refundedCents;
        const amount = refund.amountCents ?? left;
        if (left === 0) {
          throw new OrdersError('conflict', `${id} is already fully refunded`);
        }
        if (amount > left) {
          throw new OrdersError(
            'conflict',
            `Only ${left} cents of ${id} are left to refund, not ${amount}`,
          );
        }
        this.#database
          .prepare(
            'INSERT INTO refunds (order_id, amount_cents, reason, created_at) VALUES (?, ?, ?, ?)',
          )
          .run(id, amount, refund.reason, this.#now().toISOString());
        if (amount === left) {
          this.#database
            .prepare("UPDATE orders SET status = 'refunded' WHERE id = ?")
            .run(id);
        }
        return this.get(id);
      })
      .immediate();
  }
}

/** Times are stored as ISO text, so days compare as text; the last day is included. */
function period(request: { from?: string; to?: string }) {
  const before = request.to ? new Date(`${request.to}T00:00:00Z`) : undefined;
  before?.setUTCDate(before.getUTCDate() + 1);
  return {
    from: request.from ?? null,
    before: before?.toISOString().slice(0, 10) ?? null,
  };
}
