import { toFormSchema } from './toFormSchema';

const form = (schema: object) => ({ kind: 'form', schema });
const object = (properties: object, more: object = {}) => ({
  type: 'object',
  properties,
  ...more,
});

describe('toFormSchema', () => {
  it('keeps what forms know, and drops the rest', () => {
    expect(
      toFormSchema({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: 'https://evil.example/schema',
        title: 'RefundArguments',
        ...object(
          {
            id: { type: 'string', format: 'uuid', pattern: '^[0-9a-f-]+$' },
            amount: { type: 'number', minimum: 0, 'ui:widget': 'password' },
            note: { type: 'string', format: 'color', contentMediaType: 'x' },
          },
          { required: ['id'], additionalProperties: false, if: {}, then: {} },
        ),
      }),
    ).toEqual(
      form(
        object(
          {
            id: { type: 'string', format: 'uuid', pattern: '^[0-9a-f-]+$' },
            amount: { type: 'number', minimum: 0 },
            note: { type: 'string' },
          },
          { required: ['id'], additionalProperties: false },
        ),
      ),
    );
  });

  it('puts in what a reference within the schema names', () => {
    expect(
      toFormSchema(
        object(
          { from: { $ref: '#/$defs/a~1place', description: 'Where from' } },
          { $defs: { 'a/place': { type: 'string', description: 'A place' } } },
        ),
      ),
    ).toEqual(
      form(object({ from: { type: 'string', description: 'Where from' } })),
    );
  });

  it('makes an empty form for a tool that takes nothing', () => {
    expect(toFormSchema(undefined)).toEqual(form({ type: 'object' }));
    expect(toFormSchema({ type: 'object' })).toEqual(form({ type: 'object' }));
  });

  it.each<[string, unknown]>([
    ['fetches no reference', object({ a: { $ref: 'https://evil.example/x' } })],
    ['follows no dynamic reference', object({ a: { $dynamicRef: '#x' } })],
    ['follows no reference to nothing', object({ a: { $ref: '#/$defs/x' } })],
    [
      'follows no reference into a prototype',
      object({ a: { $ref: '#/constructor' } }),
    ],
    ['makes no endless form', object({ child: { $ref: '#' } })],
    [
      'makes no endless form in a circle',
      object(
        { a: { $ref: '#/$defs/a' } },
        {
          $defs: {
            a: object({ b: { $ref: '#/$defs/b' } }),
            b: object({ a: { $ref: '#/$defs/a' } }),
          },
        },
      ),
    ],
    [
      'takes no name that would reach a prototype',
      JSON.parse(
        '{"type":"object","properties":{"__proto__":{"type":"string"}}}',
      ),
    ],
    ['takes no scalar for arguments', { type: 'string' }],
    ['takes no nonsense', 'object'],
    ['takes no broken keyword', object({ a: { type: 'nonsense' } })],
  ])('R1: %s', (_, schema) => {
    expect(toFormSchema(schema)).toEqual({
      kind: 'json',
      why: 'not-understood',
    });
  });

  it.each<[string, unknown]>([
    [
      'deep',
      Array.from({ length: 40 }).reduce<object>(inner => object({ inner }), {}),
    ],
    [
      'wide',
      object(
        Object.fromEntries(
          Array.from({ length: 3_000 }, (_, at) => [`f${at}`, {}]),
        ),
      ),
    ],
    [
      'small, but of references that double at each step',
      object(
        { a: { $ref: '#/$defs/d0' } },
        {
          $defs: Object.fromEntries(
            Array.from({ length: 11 }, (_, at) => [
              `d${at}`,
              object({
                left: { $ref: `#/$defs/d${at + 1}` },
                right: { $ref: `#/$defs/d${at + 1}` },
              }),
            ]),
          ),
        },
      ),
    ],
  ])('makes no form of a schema that is too %s', (_, schema) => {
    expect(toFormSchema(schema)).toEqual({ kind: 'json', why: 'too-large' });
  });

  it.each([
    ['that would freeze the page', '(a+)+$'],
    ['with look-back', '^(a)\\1$'],
    ['that is no pattern', '['],
    ['that is very long', 'a'.repeat(300)],
  ])('leaves a pattern %s to the server', (_, pattern) => {
    expect(toFormSchema(object({ a: { type: 'string', pattern } }))).toEqual(
      form(object({ a: { type: 'string' } })),
    );
  });
});
