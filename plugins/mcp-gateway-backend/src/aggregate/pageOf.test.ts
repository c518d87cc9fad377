import type { ListedItem } from './listings';
import { pageOf } from './pageOf';

const itemsOf = (names: readonly string[]): ListedItem[] =>
  names.map(name => ({ sortKey: name, item: { name } }));
const names = Array.from(
  { length: 450 },
  (_, index) => `tool-${String(index).padStart(3, '0')}`,
);

/** Reads on from page to page; between two of them the list may change. */
function readAll(lists: readonly (readonly string[])[]): string[] {
  const read: string[] = [];
  let cursor: string | undefined;
  for (let turn = 0; turn < 10; turn++) {
    const list = lists[Math.min(turn, lists.length - 1)];
    const page = pageOf(itemsOf(list), cursor);
    read.push(...(page?.items ?? []).map(item => JSON.stringify(item)));
    cursor = page?.nextCursor;
    if (cursor === undefined) return read;
  }
  throw new Error('The list has no end');
}
const told = (list: readonly string[]) =>
  list.map(name => JSON.stringify({ name }));

describe('pageOf', () => {
  it.each([0, 1, 199, 200, 201, 400, 450])(
    'lists each of %d items once, in order',
    count => {
      const list = names.slice(0, count);
      expect(readAll([list])).toEqual(told(list));
    },
  );

  it('loses and repeats nothing that stays while others come and go', () => {
    const gone = names.filter(name => name !== 'tool-199');
    expect(readAll([names, gone])).toEqual(told(names));
    const more = ['tool-', ...names].sort();
    expect(readAll([names, more])).toEqual(told(names));
  });

  it('ends when everything after the cursor has gone', () => {
    const { nextCursor } = pageOf(itemsOf(names), undefined)!;
    expect(pageOf(itemsOf(names.slice(0, 10)), nextCursor)).toEqual({
      items: [],
    });
  });

  it.each([7, null, {}, 'not base64!', 'YQ==', 'x'.repeat(10_001)])(
    'takes no cursor that it did not give: %j',
    cursor => {
      expect(pageOf(itemsOf(names), cursor)).toBeUndefined();
    },
  );
});
