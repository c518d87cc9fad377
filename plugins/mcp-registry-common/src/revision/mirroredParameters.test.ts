import { mirroredParameters } from './mirroredParameters';

const schema = (properties: Record<string, unknown>) => ({
  type: 'object',
  properties,
});
const mirrored = (name: unknown, type = 'string') => ({
  type,
  'x-mcp-header': name,
});

describe('mirroredParameters', () => {
  it('finds arguments that clients mirror, also inside objects', () => {
    expect(
      mirroredParameters(
        schema({
          region: mirrored('Region'),
          plain: { type: 'string' },
          where: schema({ shard: mirrored('Shard-Id', 'integer') }),
        }),
      ),
    ).toEqual([
      { header: 'region', path: ['region'] },
      { header: 'shard-id', path: ['where', 'shard'] },
    ]);
  });

  it.each([
    ['a name twice', { a: mirrored('X'), b: mirrored('x') }],
    ['a number', { a: mirrored('X', 'number') }],
    ['an object', { a: { ...schema({}), 'x-mcp-header': 'X' } }],
    ['no header name', { a: mirrored('Bad Name') }],
    ['no text', { a: mirrored(7) }],
  ])('takes nothing from a schema that breaks the rules: %s', (_, given) => {
    expect(mirroredParameters(schema(given))).toEqual([]);
  });

  it('does not look into lists and alternatives', () => {
    expect(
      mirroredParameters(
        schema({
          list: { type: 'array', items: mirrored('Item') },
          either: { anyOf: [schema({ a: mirrored('A') })] },
        }),
      ),
    ).toEqual([]);
  });

  it('has nothing to find without a schema', () => {
    expect(mirroredParameters(undefined)).toEqual([]);
  });
});
