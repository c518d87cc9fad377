import type { ColumnType } from '../database/BinaryArray';
import { delegationOf, reachesOf } from './callFacts';
import { sanitizeText } from './sanitizeText';
import type { CallRecord } from './types';

/** The longest text of each column; longer text is cut, so that no call can make its own record unwritable. */
export const CALL_TEXT_LIMITS = {
  user_ref: 300,
  actor_ref: 300,
  source_address: 45,
  server_id: 100,
  server_ref: 300,
  owner_ref: 300,
  method: 200,
  tool: 200,
  reason: 60,
  client: 200,
  session_id: 100,
  token_id: 100,
  grant_id: 100,
  grant_kind: 20,
  revision_digest: 100,
  credential: 40,
  recording: 20,
  request_id: 100,
  trace_id: 32,
  upstream_request_id: 100,
} as const;

const MAX_TRACE_ENTRIES = 50;
const MAX_TRACE_DETAIL = 300;

type TextColumn = keyof typeof CALL_TEXT_LIMITS;

/** A row of the table `calls`. PostgreSQL gives big integers as text. */
export type CallRow = Record<TextColumn, string | null> & {
  id: string;
  at: string;
  decision: CallRecord['decision'];
  outcome: CallRecord['outcome'];
  http_status: number | null;
  duration_ms: number | null;
  request_bytes: number | string | null;
  response_bytes: number | string | null;
  feed_sequence: number | string | null;
  /** JSON */
  delegation: string | null;
  /** JSON */
  reaches: string | null;
  trace: string;
};

/** Every column of the table, with its type. */
export const CALL_COLUMNS = {
  ...{ id: 'uuid', at: 'text' },
  ...(Object.fromEntries(
    Object.keys(CALL_TEXT_LIMITS).map(name => [name, 'text']),
  ) as Record<TextColumn, 'text'>),
  ...{ decision: 'text', outcome: 'text', http_status: 'int4' },
  ...{ duration_ms: 'float8', request_bytes: 'int8', response_bytes: 'int8' },
  ...{ feed_sequence: 'int8', delegation: 'text', reaches: 'text' },
  trace: 'text',
} as const satisfies Record<keyof CallRow, ColumnType>;

/** Text as it stands in a column: also what a filter must look for. */
export function columnText(column: TextColumn, text: string): string {
  return sanitizeText(text, CALL_TEXT_LIMITS[column]);
}

/** A call as it is written down: text that others chose is made safe here, once, for everybody who reads it. */
export function toCallRow(record: CallRecord): CallRow {
  const text = (column: TextColumn, value: string | undefined) =>
    value === undefined ? null : columnText(column, value);
  return {
    id: record.id,
    at: record.at,
    user_ref: text('user_ref', record.user),
    actor_ref: text('actor_ref', record.actor),
    delegation: json(delegationOf(record)),
    source_address: text('source_address', record.sourceAddress),
    reaches: json(reachesOf(record)),
    server_id: text('server_id', record.serverId),
    server_ref: text('server_ref', record.serverRef),
    owner_ref: text('owner_ref', record.owner),
    method: text('method', record.method),
    tool: text('tool', record.tool),
    decision: record.decision,
    reason: text('reason', record.reason),
    outcome: record.outcome,
    http_status: wholeNumber(record.httpStatus),
    duration_ms: finite(record.durationMs),
    request_bytes: wholeNumber(record.requestBytes),
    response_bytes: wholeNumber(record.responseBytes),
    feed_sequence: wholeNumber(record.sequence),
    client: text('client', record.client),
    session_id: text('session_id', record.sessionId),
    token_id: text('token_id', record.tokenId),
    grant_id: text('grant_id', record.grantId),
    grant_kind: text('grant_kind', record.grantKind),
    revision_digest: text('revision_digest', record.revisionDigest),
    credential: text('credential', record.credential),
    recording: text('recording', record.recording),
    request_id: text('request_id', record.requestId),
    trace_id: text('trace_id', record.traceId),
    upstream_request_id: text('upstream_request_id', record.upstreamRequestId),
    trace: JSON.stringify(traceOf(record)),
  };
}

/** The layers of the decision, within bounds and with safe text. */
export function traceOf({ trace }: CallRecord): CallRecord['trace'] {
  return trace
    .slice(0, MAX_TRACE_ENTRIES)
    .map(entry =>
      entry.detail === undefined
        ? entry
        : { ...entry, detail: sanitizeText(entry.detail, MAX_TRACE_DETAIL) },
    );
}

/** A call as it is read; what was not known is absent. */
export function fromCallRow(row: CallRow): CallRecord {
  return {
    id: row.id,
    at: row.at,
    user: row.user_ref ?? undefined,
    actor: row.actor_ref ?? undefined,
    ...(row.delegation !== null && { delegation: JSON.parse(row.delegation) }),
    ...(row.source_address !== null && { sourceAddress: row.source_address }),
    ...(row.reaches !== null && { reaches: JSON.parse(row.reaches) }),
    serverId: row.server_id ?? undefined,
    serverRef: row.server_ref ?? undefined,
    owner: row.owner_ref ?? undefined,
    method: row.method ?? '',
    tool: row.tool ?? undefined,
    decision: row.decision,
    // Written from the closed list by this package alone.
    reason: row.reason as CallRecord['reason'],
    outcome: row.outcome,
    httpStatus: row.http_status ?? undefined,
    durationMs: row.duration_ms ?? undefined,
    requestBytes: count(row.request_bytes),
    responseBytes: count(row.response_bytes),
    sequence: count(row.feed_sequence),
    client: row.client ?? undefined,
    sessionId: row.session_id ?? undefined,
    tokenId: row.token_id ?? undefined,
    grantId: row.grant_id ?? undefined,
    grantKind: row.grant_kind ?? undefined,
    revisionDigest: row.revision_digest ?? undefined,
    credential: row.credential ?? undefined,
    // As above.
    recording: (row.recording as CallRecord['recording']) ?? undefined,
    traceId: row.trace_id ?? undefined,
    upstreamRequestId: row.upstream_request_id ?? undefined,
    requestId: row.request_id ?? '',
    trace: JSON.parse(row.trace),
  };
}

function json(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function count(value: number | string | null): number | undefined {
  return value === null ? undefined : Number(value);
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function wholeNumber(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value)
    ? Math.round(value)
    : null;
}
