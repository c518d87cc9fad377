import type { IncomingHttpHeaders } from 'node:http';

/** What stands in `Authorization: Bearer …`. */
export function bearerOf({ authorization }: IncomingHttpHeaders): string {
  return /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';
}
