import type { Knex } from 'knex';
import { isoTime } from '../../evidence/isoTime';

/** Rows of one statement: an answer with more would be a long piece of work for whoever serves calls. */
const ROWS = 200;
/** Writers that share a page; of more than these each gets as much as of so many. */
const SHARES = 10;

/** Only members of an event have such a name: within its texts no quote stands without a backslash, and others choose no names. */
const IS_END = `CASE WHEN text LIKE '%"phase":"outcome"%' THEN 1 ELSE 0 END AS is_end`;

/** An event about a call, in the chain of a writer. */
export interface ChainedCall {
  readonly callId: string;
  /** It says how the call ended. */
  readonly isEnd: boolean;
}

/** What stands in chains beyond the places that were read. */
export interface ChainPage {
  readonly calls: readonly ChainedCall[];
  /** How far each writer's chain is read with this. */
  readonly places: readonly { readonly writer: string; readonly seq: number }[];
  /** There is more. */
  readonly isFull: boolean;
}

interface Head {
  writer: string;
  /** PostgreSQL gives big integers as text. */
  seq: number | string;
  started_at: string;
  read: number | string | null;
}

interface EventRow {
  seq: number | string;
  at: string;
  call_id: string;
  is_end: number;
}

/**
 * Reads what is new in the chains of all writers, about so much at a time and up to the same moment of each: what one replica wrote last
 * month does not come after all that another wrote since. Every event is in the database before the ones behind it, so a place in each
 * chain is enough to read each of them once, however late it comes.
 *
 * @param options - `since`: in ms; what was written down before it is passed over where a chain is read for the first time
 */
export async function readChains(
  database: Knex,
  { limit, since }: { limit: number; since: number },
): Promise<ChainPage> {
  const heads = await newHeads(database);
  const size = Math.ceil(limit / Math.min(heads.length || 1, SHARES));
  const pages: { head: Head; rows: EventRow[]; isFull: boolean }[] = [];
  let horizon: string | undefined;
  for (const head of heads) {
    if (horizon !== undefined && head.started_at > horizon) break;
    const after = await placeOf(database, head, since);
    const rows = await eventsOf(database, { head, after, size });
    const isFull = rows.length === size;
    pages.push({ head, rows, isFull });
    if (!isFull) continue;
    // A clock may have been set back meanwhile.
    const until = rows.reduce((max, { at }) => (at > max ? at : max), '');
    if (horizon === undefined || until < horizon) horizon = until;
  }
  const cut = pages.map(page => upTo(page, horizon));
  return {
    calls: cut.flatMap(({ calls }) => calls),
    places: cut.flatMap(({ place }) => place ?? []),
    isFull: horizon !== undefined,
  };
}

/** Writers with events that were not read, those that began first before others. */
async function newHeads(database: Knex): Promise<Head[]> {
  return await database('audit_writers as w')
    .leftJoin('alert_read_chains as r', 'r.writer', 'w.writer')
    .whereRaw('w.seq > coalesce(r.seq, 0)')
    .orderBy(['w.started_at', 'w.writer'])
    .select('w.writer', 'w.seq', 'w.started_at', 'r.seq as read');
}

async function placeOf(
  database: Knex,
  { writer, seq, read }: Head,
  since: number,
): Promise<number> {
  if (read !== null) return Number(read);
  const first = await database('audit_events')
    .where({ writer })
    .where('at', '>=', isoTime(since))
    .min({ seq: 'seq' })
    .first();
  return first?.seq ? Number(first.seq) - 1 : Number(seq);
}

/** So many at most; less: these are all up to the head. */
async function eventsOf(
  database: Knex,
  { head, after, size }: { head: Head; after: number; size: number },
): Promise<EventRow[]> {
  const found: EventRow[] = [];
  while (found.length < size) {
    const rows = Math.min(ROWS, size - found.length);
    const page: EventRow[] = await database('audit_events')
      .where({ writer: head.writer })
      .where('seq', '>', Number(found.at(-1)?.seq ?? after))
      .where('seq', '<=', Number(head.seq))
      .whereNotNull('call_id')
      // What the gateway says of itself is about calls that others brought.
      .whereNot('type', 'like', 'sallyport%')
      .orderBy('seq')
      .limit(rows)
      .select('seq', 'at', 'call_id', database.raw(IS_END));
    found.push(...page);
    if (page.length < rows) break;
  }
  return found;
}

function upTo(
  page: { head: Head; rows: readonly EventRow[]; isFull: boolean },
  horizon: string | undefined,
): { calls: ChainedCall[]; place: ChainPage['places'][number] | undefined } {
  const { head, rows, isFull } = page;
  const beyond =
    horizon === undefined ? -1 : rows.findIndex(({ at }) => at > horizon);
  const kept = beyond === -1 ? rows : rows.slice(0, beyond);
  const isWhole = beyond === -1 && !isFull;
  // What is not about calls needs no reading: the place is behind it as well.
  const seq = isWhole ? head.seq : kept.at(-1)?.seq;
  return {
    calls: kept.map(row => ({
      callId: row.call_id,
      isEnd: Number(row.is_end) === 1,
    })),
    place:
      seq === undefined ? undefined : { writer: head.writer, seq: Number(seq) },
  };
}
