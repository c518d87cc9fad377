import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';
import { v7, validate as isUuid } from 'uuid';
import type { CallFilter } from '../service/CallReader';
import { type CallRow, columnText } from './callRow';

/** A call's id holds its time as its replica's clock had it; so much later may it have been made. */
const SLACK_MS = 10 * 60_000;
const LEAST = new Uint8Array(16);
const MOST = new Uint8Array(16).fill(0xff);

/** What of a filter is compared as it is. */
const EQUAL = {
  user: 'user_ref',
  serverRef: 'server_ref',
  actor: 'actor_ref',
  tool: 'tool',
  reason: 'reason',
  grantId: 'grant_id',
  revisionDigest: 'revision_digest',
  sessionId: 'session_id',
} as const;

/** Narrows a query over the table `calls`. Which indexes answer it: the migrations `call_search` and `call_search_by_beginnings`. */
export function filterCalls(
  query: Knex.QueryBuilder<CallRow>,
  filter: CallFilter,
): void {
  for (const [name, column] of Object.entries(EQUAL)) {
    const value = filter[name as keyof typeof EQUAL];
    if (value !== undefined) {
      query.where(column, columnText(EQUAL[name as keyof typeof EQUAL], value));
    }
  }
  if (filter.owners !== undefined) {
    query.whereIn('owner_ref', [...filter.owners]);
  }
  if (filter.decision !== undefined) query.where('decision', filter.decision);
  if (filter.outcome !== undefined) query.where('outcome', filter.outcome);
  if (filter.client !== undefined) {
    const beginning = columnText('client', filter.client);
    query.whereRaw(`client LIKE ? ESCAPE '\\'`, [
      `${beginning.replace(/[\\%_]/g, '\\$&')}%`,
    ]);
  }
  filterByReach(query, filter.reach);
  filterByTime(query, filter);
  if (filter.cursor !== undefined) {
    query.where('id', '<', requireId(filter.cursor));
  }
  if (filter.after !== undefined) {
    query.where('id', '>', requireId(filter.after));
  }
}

function filterByReach(
  query: Knex.QueryBuilder<CallRow>,
  reach: CallFilter['reach'],
): void {
  if (!reach) return;
  query.where(either =>
    either
      .whereIn('revision_digest', [...reach.digests])
      .orWhere(none =>
        none
          .whereNull('revision_digest')
          .whereIn('server_ref', [...reach.servers]),
      ),
  );
}

function filterByTime(
  query: Knex.QueryBuilder<CallRow>,
  { since, until }: CallFilter,
): void {
  if (since !== undefined) {
    query.where('at', '>=', since);
    // Ids are in the order of time: whoever walks by id need not walk through what is older, or newer.
    const msecs = Math.max(0, Date.parse(since) - SLACK_MS);
    query.where('id', '>=', v7({ msecs, random: LEAST, seq: 0 }));
  }
  if (until !== undefined) {
    query.where('at', '<', until);
    const msecs = Math.max(0, Date.parse(until) + SLACK_MS);
    query.where('id', '<=', v7({ msecs, random: MOST, seq: 0xffffffff }));
  }
}

function requireId(cursor: string): string {
  if (!isUuid(cursor)) {
    throw new InputError(
      'The cursor is not one that this list gave; begin again without it',
    );
  }
  return cursor;
}
