import fc from 'fast-check';
import { z } from 'zod';
import { readEnvelope } from './readEnvelope';

/** The same, said in a schema. */
const schema = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string().max(1000), z.number()]).optional(),
  method: z.string().min(1).max(200).optional(),
  params: z.record(z.string(), z.unknown()).optional(),
});

describe('readEnvelope', () => {
  it('takes exactly what the schema of a message takes', () => {
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      fc.constant(Infinity),
      fc.string({ maxLength: 3 }),
      fc.constantFrom('x'.repeat(200), 'x'.repeat(201), 'x'.repeat(1001), ''),
    );
    const message = fc.record(
      {
        jsonrpc: fc.oneof(
          { weight: 9, arbitrary: fc.constant('2.0') },
          { weight: 1, arbitrary: odd },
        ),
        id: fc.oneof(fc.integer(), odd),
        method: fc.oneof(fc.constant('tools/call'), odd),
        params: fc.oneof(fc.dictionary(fc.string(), fc.integer()), odd),
        result: odd,
        error: odd,
      },
      { requiredKeys: [] },
    );
    const taken = new Set<boolean>();
    fc.assert(
      fc.property(fc.oneof(message, fc.array(message), odd), value => {
        const read = readEnvelope(value);
        const { success, data } = schema.safeParse(value);
        taken.add(success);
        expect(read !== undefined).toBe(success);
        expect(read?.id).toEqual(data?.id);
        expect(read?.method).toEqual(data?.method);
        expect(read?.params).toEqual(data?.params);
      }),
      { numRuns: 3000, seed: 11 },
    );
    expect(taken.size).toBe(2);
  });
});
