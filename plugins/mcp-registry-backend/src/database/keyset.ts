import { z } from 'zod';
import { registryError } from '../service/registryError';

const keySchema = z.tuple([z.string().max(300), z.string().max(100)]);

/** Where a page ends: the sort value and the id of its last row. */
export type Key = z.infer<typeof keySchema>;

/** Makes an opaque cursor. */
export function encodeCursor(key: Key): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Reads a cursor of ours; anything else is the caller's mistake. */
export function decodeCursor(cursor: string | undefined): Key | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  try {
    return keySchema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
  } catch {
    throw registryError('cursor.invalid');
  }
}

/** Cuts the one row too many that tells whether there is a next page. */
export function cutPage<T>(
  rows: T[],
  options: { limit: number; keyOf: (row: T) => Key },
): { items: T[]; nextCursor?: string } {
  const items = rows.slice(0, options.limit);
  const last = items.at(-1);
  return rows.length > options.limit && last !== undefined
    ? { items, nextCursor: encodeCursor(options.keyOf(last)) }
    : { items };
}
