/** @jest-environment node */
import fc from 'fast-check';
import { sha256 } from '../__testUtils__/sha256';
import { formatLine, joinLine } from './formatLine';
import { hashText } from './hashText';
import { parseLine } from './parseLine';
import { FIRST_PREV, MAX_EVENT_LENGTH, MAX_LINE_LENGTH } from './types';

const place = { writer: 'gateway-1:a', seq: 1, prev: FIRST_PREV };

const anEvent = fc
  .dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue(), { maxKeys: 6 })
  .map(event => JSON.stringify(event));
const aHash = fc.stringMatching(/^[0-9a-f]{64}$/);
const aPlace = fc.record({
  writer: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/),
  seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  prev: aHash,
});

describe('the line of an event', () => {
  it('has the hash of the published formula', () => {
    // printf 'sallyport-audit-1\n%064d\ngateway-1:a\n1\n{"tool":"é"}' 0 | sha256sum
    expect(formatLine(place, '{"tool":"é"}', sha256)).toEqual({
      hash: 'ad60594d599ea1ac288bc202660860853f7fbfc923c9517652b4c2ab0a26f6c1',
      line: `{"writer":"gateway-1:a","seq":1,"prev":"${FIRST_PREV}","hash":"ad60594d599ea1ac288bc202660860853f7fbfc923c9517652b4c2ab0a26f6c1","event":{"tool":"é"}}`,
    });
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(aPlace, anEvent, (where, event) => {
        const { line, hash } = formatLine(where, event, sha256);
        const read = parseLine(line);
        expect(read).toEqual({ ...where, hash, event });
        expect(joinLine(read!)).toBe(line);
        expect(sha256(hashText(read!, read!.event))).toBe(hash);
        expect(JSON.parse(line)).toEqual({
          ...where,
          hash,
          event: JSON.parse(event),
        });
      }),
    );
  });

  it('is refused or means something else once any character differs', () => {
    fc.assert(
      fc.property(
        aPlace,
        anEvent,
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (where, event, at, character) => {
          const { line, hash } = formatLine(where, event, sha256);
          const index = at % line.length;
          fc.pre(line[index] !== character);
          const read = parseLine(
            line.slice(0, index) + character + line.slice(index + 1),
          );
          expect(
            read !== undefined &&
              read.hash === hash &&
              read.prev === where.prev &&
              sha256(hashText(read, read.event)) === read.hash,
          ).toBe(false);
        },
      ),
    );
  });

  it('is refused with one character less or more', () => {
    fc.assert(
      fc.property(aPlace, anEvent, fc.nat(), (where, event, at) => {
        const { line, hash } = formatLine(where, event, sha256);
        const index = at % line.length;
        for (const altered of [
          line.slice(0, index) + line.slice(index + 1),
          `${line.slice(0, index)} ${line.slice(index)}`,
        ]) {
          const read = altered === line ? undefined : parseLine(altered);
          expect(
            read?.hash === hash &&
              read.prev === where.prev &&
              sha256(hashText(read, read.event)) === hash,
          ).toBe(false);
        }
      }),
    );
  });

  const line = (event: string) =>
    joinLine({ ...place, hash: FIRST_PREV, event });

  it.each([
    ['a key twice', line('{"a":1,"a":2}')],
    ['a key twice, deep inside', line('{"a":[{"b":1,"b":1}]}')],
    ['a key twice around the event', line('{"a":1},"event":{"a":2}')],
    ['another key behind', line('{"a":1},"more":1')],
    ['spaces', line('{"a": 1}')],
    ['another spelling of a text', line('{"\\u0061":1}')],
    ['another spelling of a number', line('{"a":1.0}')],
    ['no object', line('[1]')],
    ['no JSON', line('{"a":}')],
    ['a line break behind', `${line('{"a":1}')}\r`],
    ['seq 0', line('{}').replace('"seq":1', '"seq":0')],
    ['seq 01', line('{}').replace('"seq":1', '"seq":01')],
    [
      'a seq too large',
      line('{}').replace('"seq":1', '"seq":9999999999999999'),
    ],
    ['capital hex digits', line('{}').replace('"hash":"0', '"hash":"A')],
    [
      'another order',
      `{"seq":1,"writer":"w","prev":"${FIRST_PREV}","hash":"${FIRST_PREV}","event":{}}`,
    ],
    ['nothing', ''],
    [
      'more than a line can hold',
      line(`{"a":"${'a'.repeat(MAX_LINE_LENGTH)}"}`),
    ],
  ])('is refused with %s', (_, text) => {
    expect(parseLine(text)).toBeUndefined();
  });

  it('is not written for what is no place or no event', () => {
    const write = (change: object, event = '{}') =>
      formatLine({ ...place, ...change }, event, sha256);
    expect(() => write({ writer: 'a\nb' })).toThrow('no place in a chain');
    expect(() => write({ writer: '' })).toThrow('no place in a chain');
    expect(() => write({ seq: 0 })).toThrow('no place in a chain');
    expect(() => write({ seq: 1.5 })).toThrow('no place in a chain');
    expect(() => write({ prev: 'x' })).toThrow('no place in a chain');
    expect(() => write({}, '[]')).toThrow('one JSON object');
    expect(() => write({}, '{\n}')).toThrow('one JSON object');
    expect(() => write({}, `{"a":"${'a'.repeat(MAX_EVENT_LENGTH)}"}`)).toThrow(
      'larger than',
    );
  });
});
