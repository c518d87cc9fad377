import fc from 'fast-check';
import { parseStrictJson } from './strictJson';

const parse = (text: string) => parseStrictJson(Buffer.from(text));

describe('parseStrictJson', () => {
  it('reads what JSON.parse reads, for everything that JSON.stringify writes', () => {
    // Lower-case keys: case twins are refused, which is shown below.
    const key = fc
      .string()
      .map(text => text.toLocaleUpperCase('en-US').toLocaleLowerCase('en-US'));
    const values = [fc.string(), fc.double(), fc.boolean(), fc.constant(null)];
    fc.assert(
      fc.property(fc.object({ key, values, maxDepth: 6 }), value => {
        const text = JSON.stringify(value);
        expect(parse(text)).toEqual({ value: JSON.parse(text) });
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it.each([
    ['a duplicate key', '{"name":"a","name":"b"}'],
    ['a duplicate behind an escape', '{"name":"a","n\\u0061me":"b"}'],
    ['a duplicate deep down', '{"params":{"arguments":{"x":{"y":1,"y":2}}}}'],
    ['a case variant of a protocol key', '{"params":{"name":"a","Name":"b"}}'],
    // Go's encoding/json takes the long s for an s.
    ['a key with a long s', '{"params":{"name":"a"},"param\u017f":{}}'],
    ['a lone surrogate', '{"name":"\\ud800"}'],
  ])('refuses %s as ambiguous', (_, text) => {
    expect(parse(text)).toEqual({ refused: 'ambiguous' });
  });

  it('finds a key that comes twice among however many, wherever they stand', () => {
    const count = fc.integer({ min: 2, max: 40 });
    fc.assert(
      fc.property(count, fc.nat(), fc.nat(), (size, one, other) => {
        const names = Array.from({ length: size }, (_, index) => `k${index}`);
        const write = () =>
          `{"arguments":{${names.map(name => `"${name}":1`).join()}}}`;
        expect(parse(write())).toHaveProperty('value');
        // Another place than the first.
        const place = (one + 1 + (other % (size - 1))) % size;
        names[one % size] = names[place];
        expect(parse(write())).toEqual({ refused: 'ambiguous' });
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('takes case twins among the arguments, whose names are not the protocol’s', () => {
    expect(parse('{"params":{"arguments":{"a":{"US":1,"us":2}}}}')).toEqual({
      value: { params: { arguments: { a: { US: 1, us: 2 } } } },
    });
  });

  it('refuses invalid UTF-8', () => {
    const bytes = Buffer.from([0x22, 0xff, 0x22]);
    expect(parseStrictJson(bytes)).toEqual({ refused: 'ambiguous' });
  });

  it.each([
    ['half a message', '{"a":'],
    ['text after the message', '{} {}'],
    ['a raw control character', '"a\nb"'],
    ['depth without end', '['.repeat(100_000)],
    ['nothing', ''],
    ['a byte order mark', '\ufeff{}'],
  ])('refuses %s as malformed', (_, text) => {
    expect(parse(text)).toEqual({ refused: 'malformed' });
  });
});
