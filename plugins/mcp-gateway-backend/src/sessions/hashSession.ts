import { hash } from 'node:crypto';

/** A hash stands for a session everywhere outside the wire: who reads it cannot use it. */
export function hashSession(sealed: string): string {
  return hash('sha256', sealed);
}
