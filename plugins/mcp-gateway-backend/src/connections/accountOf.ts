import type { Connection } from './types';

/** What tells one link of a person from the next: renewing a token changes nothing of it, linking anew does. */
export function accountOf({
  id,
  linkedAt,
}: Pick<Connection, 'id' | 'linkedAt'>): string {
  return `${id} ${linkedAt}`;
}
