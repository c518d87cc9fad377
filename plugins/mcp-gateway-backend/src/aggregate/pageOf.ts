import type { ListedItem } from './listings';

const PAGE = 200;

/** One page of a sorted list. A cursor is the place after which it goes on, so that items that come or go in between do no harm. */
export function pageOf(
  items: readonly ListedItem[],
  cursor: unknown,
): { items: object[]; nextCursor?: string } | undefined {
  let after: string | undefined;
  if (cursor !== undefined) {
    if (typeof cursor !== 'string' || cursor.length > 10_000) return undefined;
    after = Buffer.from(cursor, 'base64url').toString('utf8');
    if (Buffer.from(after).toString('base64url') !== cursor) return undefined;
  }
  const from =
    after === undefined ? 0 : items.findIndex(at => at.sortKey > after);
  const page = from < 0 ? [] : items.slice(from, from + PAGE);
  const isLast = from < 0 || from + PAGE >= items.length;
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    ...(!isLast &&
      last && { nextCursor: Buffer.from(last.sortKey).toString('base64url') }),
  };
}
