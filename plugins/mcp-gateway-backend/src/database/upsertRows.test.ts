import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { BinaryArray, type ColumnType, type ColumnValue } from './BinaryArray';
import { insertMissingRows, insertRows, upsertRows } from './upsertRows';

jest.setTimeout(120_000);

const TYPES = {
  ...{ id: 'uuid', name: 'text', short: 'text', small: 'int4' },
  ...{ large: 'int8', real: 'float8' },
} as const satisfies Record<string, ColumnType>;
type Row = Record<keyof typeof TYPES, ColumnValue>;
const MAX_INT4 = 2 ** 31 - 1;

/** PostgreSQL takes no character 0, and UTF-8 has no half of a pair. */
const text = (maxLength: number) =>
  fc
    .string({ unit: 'binary', maxLength })
    .map(one => Buffer.from(one).toString().replaceAll('\0', '0'));
const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: null, freq: 3 });
const row: fc.Arbitrary<Row> = fc.record({
  id: fc.uuid(),
  name: maybe(
    fc.oneof(text(20_000), fc.constantFrom('', 'NULL', '{}', '"', '\\')),
  ),
  short: maybe(text(40)),
  small: maybe(fc.integer({ min: -MAX_INT4 - 1, max: MAX_INT4 })),
  large: maybe(fc.maxSafeInteger()),
  // Comparing them, -0 is 0.
  real: maybe(fc.double({ noNaN: true }).map(one => one + 0)),
});
const rows = fc.uniqueArray(row, {
  selector: ({ id }) => id,
  minLength: 1,
  maxLength: 120,
});

describe('rows that are written many at once', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %p', databaseId => {
    let database: Knex;

    beforeAll(async () => {
      database = await databases.init(databaseId);
      await database.schema.createTable('things', table => {
        table.uuid('id').primary();
        table.text('name');
        table.string('short', 80);
        table.integer('small');
        table.bigInteger('large');
        table.double('real');
      });
    });

    beforeEach(async () => {
      await database('things').delete();
    });

    const write = { table: 'things', columns: TYPES };
    const found = async () => {
      const all: Row[] = await database('things');
      // PostgreSQL gives big integers as text.
      return all.map(one => ({
        ...one,
        large: one.large === null ? null : Number(one.large),
      }));
    };
    const byId = (all: readonly Row[]) =>
      new Map(all.map(one => [one.id, one]));

    it('are there as they were given, whatever they hold', async () => {
      await fc.assert(
        fc.asyncProperty(rows, async given => {
          await database('things').delete();
          await insertRows({ ...write, database, rows: given });
          expect(byId(await found())).toEqual(byId(given));
        }),
        { numRuns: 40 },
      );
    });

    it('replace those of the same id, or leave them', async () => {
      await fc.assert(
        fc.asyncProperty(rows, rows, async (before, after) => {
          await database('things').delete();
          await upsertRows({ ...write, database, rows: before });
          const [first] = before;
          const changed = [
            { ...first, name: 'another', small: null },
            ...after.filter(({ id }) => id !== first.id),
          ];
          await insertMissingRows({ ...write, database, rows: changed });
          expect(byId(await found()).get(first.id)).toEqual(first);
          await upsertRows({ ...write, database, rows: changed });
          expect(byId(await found())).toEqual(byId([...before, ...changed]));
        }),
        { numRuns: 20 },
      );
    });

    it('are made when it is their turn, and may leave columns out', async () => {
      const id = '01a22e14-84c4-7010-bb58-9a485f40c0c6';
      await insertRows({
        ...{ ...write, database, rows: [{ key: id }] },
        toRow: ({ key }: { key: string }) => ({ id: key, small: 7 }),
      });
      expect(await found()).toEqual([
        { id, name: null, short: null, small: 7, large: null, real: null },
      ]);
    });

    it('are written all or none', async () => {
      const good = { ...fc.sample(row, 1)[0], short: 'ok' };
      const long = { ...good, id: '01a22e14-84c4-7010-bb58-9a485f40c0c6' };
      const bad = [
        { ...long, small: 'seven' },
        { ...long, id: good.id },
      ];
      for (const wrong of databaseId === 'SQLITE_3' ? bad.slice(1) : bad) {
        const given = [good, wrong];
        await expect(
          insertRows({ ...write, database, rows: given }),
        ).rejects.toThrow();
        expect(await found()).toEqual([]);
      }
    });
  });
});

describe('BinaryArray', () => {
  it.each<[ColumnType, ColumnValue]>([
    ['int4', 1.5],
    ['int8', 2 ** 60],
    ['int8', '1'],
    ['float8', '1'],
    ['text', 1],
    ['uuid', 1],
    ['int4', 2 ** 31],
  ])('of %s takes no %p', (type, value) => {
    expect(() => new BinaryArray(type).push(value)).toThrow();
  });

  it('is nothing where there are nulls alone', () => {
    const array = new BinaryArray('text');
    expect(array.finish()).toBeNull();
    array.push(null);
    array.push(undefined);
    expect(array.finish()).toBeNull();
    array.push('');
    expect(array.finish()?.length).toBe(20 + 3 * 4);
  });
});
