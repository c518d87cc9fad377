import type { CallRecord } from '../evidence/types';

/**
 * One's own call to a server that one may not know of, as a call to no server at all: the activity tells no more than
 * the refusal did (D2).
 */
export function withoutConcealed(record: CallRecord): CallRecord {
  const isConcealed = record.trace.some(({ layer }) => layer === 'visibility');
  if (!isConcealed) return record;
  const { trace, ...rest } = record;
  const { serverId: _, owner: _o, recording: _r, reaches: _s, ...told } = rest;
  return {
    ...told,
    trace: trace.filter(({ layer }) => layer !== 'visibility'),
  };
}
