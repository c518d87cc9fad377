import {
  type AuditEvent,
  auditEventSchema,
  type ChainLine,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { inBites } from '../../database/inBites';

/** So many texts are read at a time: reading one takes some 20 µs. */
const BITE = 50;

/** A line of a spool and what its event says; without `event` it is of a version that is not known here. */
export interface SpooledEvent {
  line: ChainLine;
  event?: AuditEvent;
}

/** Reads the event of a line. What cannot be read is kept all the same: its text and its place in the chain are what counts. */
export function readEvent(line: ChainLine): SpooledEvent {
  const event = auditEventSchema.safeParse(JSON.parse(line.event));
  return event.success ? { line, event: event.data } : { line };
}

/** Reads the events of lines. */
export function readEvents(lines: readonly ChainLine[]): SpooledEvent[] {
  return lines.map(readEvent);
}

/** The same for many lines, with turns of the event loop between them. */
export async function readEventsInBites(
  lines: readonly ChainLine[],
): Promise<SpooledEvent[]> {
  return (await inBites(lines, BITE, readEvents)).flat();
}
