import { type JsonMember, jsonMembers, skipSpace } from './jsonMembers';
import type { TraceFields } from './TraceFields';

/**
 * Writes a trace context into a message's `params._meta` (SEP-414). Only those bytes change: what was decided on goes out as it
 * came. Answers of a client have no parameters and stay as they are.
 */
export function spliceTrace(bytes: Buffer, trace: TraceFields): Buffer {
  const begin = skipSpace(bytes, 0);
  const message = jsonMembers(bytes, begin);
  if (!message?.some(({ name }) => name === 'method')) return bytes;
  const params = find(message, 'params');
  if (!params) {
    return insert(bytes, begin, message, `"params":{"_meta":${json(trace)}}`);
  }
  const inside = jsonMembers(bytes, params.start);
  if (!inside) return bytes;
  const meta = find(inside, '_meta');
  if (!meta) {
    return insert(bytes, params.start, inside, `"_meta":${json(trace)}`);
  }
  const entries = jsonMembers(bytes, meta.start);
  return entries ? replace(bytes, meta, entries, trace) : bytes;
}

/** The sender's own context names the sender's span, and is not the server's parent any more. */
function replace(
  bytes: Buffer,
  meta: JsonMember,
  entries: JsonMember[],
  trace: TraceFields,
): Buffer {
  const kept = entries.filter(
    ({ name }) => name !== 'traceparent' && name !== 'tracestate',
  );
  if (kept.length === entries.length) {
    return insert(bytes, meta.start, entries, json(trace).slice(1, -1));
  }
  const rest = kept.map(({ from, end }) => bytes.toString('utf8', from, end));
  const object = `{${[json(trace).slice(1, -1), ...rest].join(',')}}`;
  return Buffer.concat([
    bytes.subarray(0, meta.start),
    Buffer.from(object),
    bytes.subarray(meta.end),
  ]);
}

/** As the first member of an object. */
function insert(
  bytes: Buffer,
  begin: number,
  members: JsonMember[],
  text: string,
): Buffer {
  return Buffer.concat([
    bytes.subarray(0, begin + 1),
    Buffer.from(members.length > 0 ? `${text},` : text),
    bytes.subarray(begin + 1),
  ]);
}

function find(members: JsonMember[], wanted: string): JsonMember | undefined {
  return members.find(({ name }) => name === wanted);
}

function json({ traceparent, tracestate }: TraceFields): string {
  return JSON.stringify({
    traceparent,
    ...(tracestate !== undefined && { tracestate }),
  });
}
