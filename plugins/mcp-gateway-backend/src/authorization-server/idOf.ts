import { hash } from 'node:crypto';

/** How an id is kept: codes, refresh tokens and tickets are secrets, and whoever reads the database must not hold them. */
export function idOf(value: string): string {
  return hash('sha256', value, 'base64url');
}
