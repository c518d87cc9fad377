/** @jest-environment node */
import Ajv from 'ajv';
import fc from 'fast-check';
import { diffSchemas } from './diffSchemas';

jest.setTimeout(60_000);

const kinds = (before: unknown, after: unknown) =>
  diffSchemas(before, after).map(({ kind }) => kind);
const object = (properties: object, more?: object) => ({
  type: 'object',
  properties,
  ...more,
});

describe('diffSchemas', () => {
  it.each<[string, unknown, unknown, string[]]>([
    [
      'a property that may be left out',
      object({}, { required: ['a'] }),
      object({}),
      ['opened'],
    ],
    [
      'a property that has to be there',
      object({}),
      object({}, { required: ['a'] }),
      ['closed'],
    ],
    ['a value more', { enum: ['a'] }, { enum: ['a', 'b'] }, ['opened']],
    ['a value less', { enum: ['a', 'b'] }, { enum: ['a'] }, ['closed']],
    ['any value', { enum: ['a'] }, {}, ['opened']],
    [
      'a type more',
      { type: 'string' },
      { type: ['string', 'null'] },
      ['opened'],
    ],
    [
      'numbers instead of integers',
      { type: 'integer' },
      { type: 'number' },
      ['opened', 'closed'].slice(0, 1),
    ],
    [
      'integers instead of numbers',
      { type: 'number' },
      { type: 'integer' },
      ['closed'],
    ],
    [
      'another type',
      { type: 'string' },
      { type: 'number' },
      ['opened', 'closed'],
    ],
    [
      'any other property',
      object({}, { additionalProperties: false }),
      object({}),
      ['opened'],
    ],
    [
      'no other property',
      object({}),
      object({}, { additionalProperties: false }),
      ['closed'],
    ],
    ['a greater maximum', { maximum: 1 }, { maximum: 2 }, ['opened']],
    ['a lower minimum', { minimum: 2 }, { minimum: 1 }, ['opened']],
    ['a shorter text', { maxLength: 9 }, { maxLength: 5 }, ['closed']],
    ['no bound', { maxItems: 5 }, {}, ['opened']],
    ['another pattern', { pattern: '^a' }, { pattern: '^b' }, ['unclear']],
    ['a new property', object({ a: {} }), object({ a: {}, b: {} }), ['opened']],
    [
      'a property less, in an open object',
      object({ a: { type: 'string' } }),
      object({}),
      ['unclear'],
    ],
    ['something unknown', {}, { 'x-else': 1 }, ['unclear']],
    [
      'a definition',
      { $ref: '#/$defs/a', $defs: { a: {} } },
      { $ref: '#/$defs/a', $defs: { a: { type: 'string' } } },
      ['unclear'],
    ],
    ['words', { description: 'a' }, { description: 'b' }, ['words']],
    [
      'inside',
      object({ a: object({ b: { maximum: 1 } }) }),
      object({ a: object({ b: {} }) }),
      ['opened'],
    ],
    ['items', { items: { type: 'string' } }, { items: {} }, ['opened']],
    [
      'an alternative more',
      { anyOf: [{ type: 'string' }] },
      { anyOf: [{ type: 'string' }, { type: 'number' }] },
      ['opened'],
    ],
    ['nothing', { type: 'string' }, { type: 'string' }, []],
    ['everything, written otherwise', {}, true, []],
  ])('says of %s what it is', (_name, before, after, expected) => {
    expect(kinds(before, after)).toEqual(expected);
  });

  it('is bounded on schemas without end', () => {
    let [deep, other]: unknown[] = [{ type: 'string' }, { type: 'number' }];
    for (let at = 0; at < 2000; at += 1) {
      deep = { properties: { a: deep } };
      other = { properties: { a: other } };
    }
    expect(kinds(deep, other)).toEqual(['unclear']);
    const wide = (type: string) =>
      object(
        Object.fromEntries(
          Array.from({ length: 3000 }, (_, at) => [`p${at}`, { type }]),
        ),
      );
    const found = diffSchemas(wide('string'), wide('number'));
    expect(found.length).toBeLessThan(400);
    expect(found.at(-1)).toMatchObject({ kind: 'unclear', isRest: true });
  });

  const leaf = fc.oneof(
    fc.record(
      {
        type: fc.oneof(
          fc.constantFrom(
            'string',
            'integer',
            'number',
            'boolean',
            'null',
            'array',
            'object',
          ),
          fc.uniqueArray(
            fc.constantFrom('string', 'number', 'null', 'integer'),
            { minLength: 1, maxLength: 3 },
          ),
        ),
        enum: fc.uniqueArray(fc.constantFrom('a', 'b', 1, 2.5, null), {
          minLength: 1,
        }),
        const: fc.constantFrom('a', 1),
        minimum: fc.integer({ min: -2, max: 3 }),
        maximum: fc.integer({ min: -2, max: 3 }),
        minLength: fc.integer({ min: 0, max: 2 }),
        maxLength: fc.integer({ min: 0, max: 2 }),
        pattern: fc.constantFrom('^a', 'b$'),
        multipleOf: fc.constantFrom(1, 2),
        minItems: fc.integer({ min: 0, max: 2 }),
        uniqueItems: fc.boolean(),
        not: fc.constant({ const: 'a' }),
      },
      { requiredKeys: [] },
    ),
    fc.boolean(),
  );
  const schemas = fc.letrec<{ schema: unknown; node: unknown }>(tie => ({
    schema: fc.oneof(
      { maxDepth: 2, depthSize: 'small', withCrossShrink: true },
      leaf,
      tie('node'),
    ),
    node: fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('schema'), {
          maxKeys: 2,
        }),
        required: fc.uniqueArray(fc.constantFrom('a', 'b')),
        additionalProperties: tie('schema'),
        patternProperties: fc.dictionary(fc.constantFrom('^a'), tie('schema')),
        items: tie('schema'),
        anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  })).schema;
  const values = fc.oneof(
    fc.constantFrom<unknown>(
      'a',
      'b',
      'ab',
      '',
      0,
      1,
      2,
      2.5,
      -1,
      true,
      null,
      [],
      ['a'],
      ['a', 'a'],
      [1, 2],
    ),
    fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.constantFrom<unknown>('a', 'b', 1, 2.5, null, true, []),
    ),
  );

  it('never lets through what it called less: what is accepted anew was opened or unclear', () => {
    let opened = 0;
    expect(() =>
      fc.assert(
        fc.property(
          schemas,
          schemas,
          fc.array(values, { minLength: 10, maxLength: 20 }),
          (before, after, tried) => {
            const ajv = new Ajv({ strict: false });
            const [old, next] = [before, after].map(schema =>
              ajv.compile(schema as object),
            );
            const isMore = tried.some(value => next(value) && !old(value));
            opened += isMore ? 1 : 0;
            const said = kinds(before, after);
            return (
              !isMore || said.includes('opened') || said.includes('unclear')
            );
          },
        ),
        { numRuns: 400 },
      ),
    ).not.toThrow();
    expect(opened).toBeGreaterThan(20);
  });
});
