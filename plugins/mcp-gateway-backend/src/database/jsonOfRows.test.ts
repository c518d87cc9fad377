import { jsonOfRows } from './jsonOfRows';

describe('jsonOfRows', () => {
  it.each([0, 1, 50, 51, 173])(
    'has each of %p rows once, in order, as JSON',
    async count => {
      const items = Array.from({ length: count }, (_, i) => i);
      const toRow = (id: number) => ({ id, text: `[${id}],"${id}"`, no: null });
      const texts = await jsonOfRows(items, bite =>
        JSON.stringify(bite.map(toRow)),
      );
      expect(texts.flatMap(text => JSON.parse(text))).toEqual(items.map(toRow));
      expect(texts).toHaveLength(Math.ceil(count / 50));
    },
  );
});
