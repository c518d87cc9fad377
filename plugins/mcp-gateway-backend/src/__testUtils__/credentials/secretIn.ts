import type { IncomingHttpHeaders } from 'node:http';

/** The secret among what the system behind was sent. */
export function secretIn(headers: IncomingHttpHeaders): string {
  return String(headers.authorization ?? headers['x-api-key']);
}
