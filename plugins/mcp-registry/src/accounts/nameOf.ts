import type { Connection } from '../api/types';

/** What people know a connection by. */
export function nameOf({ title, serverRef, client }: Connection): string {
  return title ?? serverRef ?? client ?? '';
}
