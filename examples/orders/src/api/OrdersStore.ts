import type { Database } from 'better-sqlite3';
import { tracedStatement } from '../telemetry/tracedStatement.ts';
import type { Person } from '../identity/Caller.ts';
import { OrdersError } from './OrdersError.ts';
import type { Refund, SalesRequest, Search } from './requests.ts';
import type { Order, OrderPage, OrderSummary, Sales, View } from './types.ts';

const SUMMARY = `id, placed_at AS placedAt, status, customer, email, region,
  total_cents AS totalCents, refunded_cents AS refundedCents`;
const MADE =
  'created_at AS createdAt, made_by AS "by", made_through AS through';

/** Row by row: only what the person looks after. In each statement that reads, so that none can do without it. */
const THEIRS =
  'region IN (SELECT region FROM territories WHERE person = :person)';

/** The only place that knows SQL. Every value is a parameter, and whatever is asked is asked as somebody. */
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

  search(person: Person, search: Search): OrderPage {
    const seenAs = this.#view(person);
    const where = `
      ${THEIRS}
      AND (:status IS NULL OR status = :status)
      AND (:region IS NULL OR region = :region)
      AND (:from IS NULL OR placed_at >= :from)
      AND (:before IS NULL OR placed_at < :before)
      AND (:pattern IS NULL OR id LIKE :pattern ESCAPE '\\' OR customer LIKE :pattern ESCAPE '\\'
        OR email LIKE :pattern ESCAPE '\\' OR EXISTS (
          SELECT 1 FROM order_lines WHERE order_id = order_summaries.id AND product LIKE :pattern ESCAPE '\\'))`;
    const parameters = {
      person: person.ref,
      status: search.status ?? null,
      region: search.region ?? null,
      ...period(search),
      pattern: search.text
        ? `%${search.text.replace(/[\\%_]/g, '\\$&')}%`
        : null,
    };
    const { total } = tracedStatement(
      this.#database,
      `SELECT COUNT(*) AS total FROM order_summaries WHERE ${where}`,
    ).get(parameters) as { total: number };
    const orders = tracedStatement(
      this.#database,
      `SELECT ${SUMMARY} FROM order_summaries WHERE ${where}
         ORDER BY placed_at DESC, id LIMIT :limit OFFSET :offset`,
    ).all({
      ...parameters,
      limit: search.limit,
      offset: search.offset,
    }) as OrderSummary[];
    return { seenAs, total, orders };
  }

  get(person: Person, id: string): Order {
    this.#view(person);
    const summary = tracedStatement(
      this.#database,
      `SELECT ${SUMMARY} FROM order_summaries WHERE id = :id AND ${THEIRS}`,
    ).get({ id, person: person.ref }) as OrderSummary | undefined;
    // Somebody else's order and none at all are the same to whoever asks.
    if (!summary) {
      throw new OrdersError('not-found', `There is no order ${id}`);
    }
    const all = <T>(sql: string) =>
      tracedStatement(this.#database, sql).all(id) as T[];
    return {
      ...summary,
      lines: all(
        `SELECT sku, product, quantity, unit_price_cents AS unitPriceCents
         FROM order_lines WHERE order_id = ? ORDER BY position`,
      ),
      refunds: all(
        `SELECT amount_cents AS amountCents, reason, ${MADE}
         FROM refunds WHERE order_id = ? ORDER BY id`,
      ),
      notes: all(
        `SELECT text, ${MADE} FROM notes WHERE order_id = ? ORDER BY id`,
      ),
    };
  }

  sales(person: Person, request: SalesRequest): Sales {
    const seenAs = this.#view(person);
    const group =
      request.groupBy === 'month' ? 'substr(placed_at, 1, 7)' : 'region';
    const rows = tracedStatement(
      this.#database,
      `SELECT ${group} AS "group", COUNT(*) AS orders, SUM(total_cents) AS revenueCents,
           SUM(refunded_cents) AS refundedCents
         FROM order_summaries
         WHERE ${THEIRS} AND status <> 'cancelled' AND (:region IS NULL OR region = :region)
           AND (:from IS NULL OR placed_at >= :from) AND (:before IS NULL OR placed_at < :before)
         GROUP BY 1 ORDER BY 1`,
    ).all({
      person: person.ref,
      region: request.region ?? null,
      ...period(request),
    }) as Sales['rows'];
    return { seenAs, groupBy: request.groupBy, rows };
  }

  addNote(person: Person, id: string, text: string): Order {
    return this.#database
      .transaction(() => {
        this.get(person, id);
        tracedStatement(
          this.#database,
          `INSERT INTO notes (order_id, text, created_at, made_by, made_through)
             VALUES (?, ?, ?, ?, ?)`,
        ).run(id, text, ...this.#madeBy(person));
        return this.get(person, id);
      })
      .immediate();
  }

  refund(person: Person, id: string, refund: Refund): Order {
    // Immediate: two refunds of one order must not both see the money still there.
    return this.#database
      .transaction(() => {
        const order = this.get(person, id);
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
        tracedStatement(
          this.#database,
          `INSERT INTO refunds (order_id, amount_cents, reason, created_at, made_by, made_through)
             VALUES (?, ?, ?, ?, ?, ?)`,
        ).run(id, amount, refund.reason, ...this.#madeBy(person));
        if (amount === left) {
          tracedStatement(
            this.#database,
            "UPDATE orders SET status = 'refunded' WHERE id = ?",
          ).run(id);
        }
        return this.get(person, id);
      })
      .immediate();
  }

  /** What the person looks after; who looks after nothing is told so, rather than that there are no orders. */
  #view({ ref, actor }: Person): View {
    const rows = tracedStatement(
      this.#database,
      'SELECT region FROM territories WHERE person = ? ORDER BY region',
    ).all(ref) as { region: string }[];
    if (rows.length === 0) {
      throw new OrdersError(
        'forbidden',
        `${ref} looks after no region, so the orders system shows nothing; whoever runs it can change that`,
      );
    }
    return {
      person: ref,
      actor: actor ?? null,
      regions: rows.map(({ region }) => region),
    };
  }

  #madeBy({ ref, actor }: Person): [string, string, string | null] {
    return [this.#now().toISOString(), ref, actor ?? null];
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
