import type { EgressEvent } from '../runtimes/RuntimeDriver';

/**
 * A decision about a connection as a line of a log. What a server said is quoted: it may try to look like another line.
 *
 * @public
 */
export function describeEgress(event: EgressEvent): string {
  const host = /^[a-z0-9.:_-]{1,253}$/i.test(event.host)
    ? event.host
    : JSON.stringify(event.host.slice(0, 253));
  const where = `${host}:${event.port}`;
  return event.allowed
    ? `Connects to ${where}`
    : `May not connect to ${where}: ${event.why ?? 'refused'}`;
}
