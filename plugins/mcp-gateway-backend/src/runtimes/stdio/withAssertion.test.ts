import fc from 'fast-check';
import { ASSERTION_META } from '../../credentials/ASSERTION_META';
import { isObject } from '../../rewrite/isObject';
import { readWireMessages, type WireMessage } from './WireMessage';
import { withAssertion } from './withAssertion';

const WORD = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln';

/** Any JSON object, with numbers that no double holds and keys that mean something to JavaScript. */
const anyObject = fc
  .dictionary(
    fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'name')),
    fc.oneof(
      fc.jsonValue().map(value => JSON.stringify(value)),
      fc.constantFrom('12345678901234567890', '1.0', '-0.0', '1e400'),
    ),
    { maxKeys: 6 },
  )
  .map(
    entries =>
      `{${Object.entries(entries)
        .map(([key, text]) => `${JSON.stringify(key)}:${text}`)
        .join(',')}}`,
  );
const read = (text: string): WireMessage => {
  const [message] = readWireMessages(text) ?? [];
  if (!message) throw new Error(`No message: ${text}`);
  return message;
};
const metaOf = (part: unknown) =>
  isObject(part) && isObject(part._meta) ? part._meta : {};

describe('withAssertion', () => {
  it('changes nothing of a request but that one key, and no byte of the rest', () => {
    fc.assert(
      fc.property(anyObject, anyObject, (arguments_, meta) => {
        const tail = `"arguments":${arguments_}`;
        const text = `{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{${tail},"_meta":${meta}}}`;
        const before = JSON.stringify(read(text));
        const written = JSON.stringify(withAssertion(read(text), WORD));
        const word = `${JSON.stringify(ASSERTION_META)}:${JSON.stringify(
          WORD,
        )}`;
        expect(written).toContain(word);
        const without = written.replace(`,${word}`, '').replace(word, '');
        expect(without).toBe(before);
      }),
    );
  });

  it.each<[string, string]>([
    ['no parameters', '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'],
    [
      'no _meta',
      '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"c"}}',
    ],
    ['a notification', '{"jsonrpc":"2.0","method":"notifications/progress"}'],
    ['an answer', '{"jsonrpc":"2.0","id":1,"result":{"action":"accept"}}'],
  ])('finds room in %s', (_, text) => {
    const told = withAssertion(read(text), WORD);
    const part = told.method === undefined ? told.result : told.params;
    expect(metaOf(part)).toEqual({ [ASSERTION_META]: WORD });
    expect(withAssertion(told)).toEqual({
      ...read(text),
      [told.method === undefined ? 'result' : 'params']: {
        ...(told.method === undefined ? read(text).result : read(text).params),
        _meta: {},
      },
    });
  });

  it('has none in an error', () => {
    const text =
      '{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"No","data":{}}}';
    expect(withAssertion(read(text), WORD)).toEqual(read(text));
  });

  it('takes the place of what somebody else wrote there, and leaves nothing of it', () => {
    const text = `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"${ASSERTION_META}":"forged","a":1}}}`;
    expect(metaOf(withAssertion(read(text), WORD).params)).toEqual({
      [ASSERTION_META]: WORD,
      a: 1,
    });
    expect(metaOf(withAssertion(read(text)).params)).toEqual({ a: 1 });
  });
});
