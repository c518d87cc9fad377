import { hash } from 'node:crypto';

/** A key of what several values say together, whatever they hold. */
export function keyOf(parts: readonly (string | number)[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex');
}
