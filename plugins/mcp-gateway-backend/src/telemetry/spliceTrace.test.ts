import fc from 'fast-check';
import { spliceTrace } from './spliceTrace';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const splice = (text: string, tracestate?: string) =>
  spliceTrace(Buffer.from(text), {
    traceparent,
    ...(tracestate !== undefined && { tracestate }),
  }).toString();
const own = `"traceparent":"${traceparent}"`;

describe('spliceTrace', () => {
  it.each([
    [
      'no parameters',
      '{ "jsonrpc":"2.0",  "method":"ping", "id": 1.0 }',
      `{"params":{"_meta":{${own}}}, "jsonrpc":"2.0",  "method":"ping", "id": 1.0 }`,
    ],
    [
      'empty parameters',
      '{"method":"ping","params":{ },"id":1}',
      `{"method":"ping","params":{"_meta":{${own}} },"id":1}`,
    ],
    [
      'parameters',
      '{"method":"x","params": {"n":1e400,"_meta2":"}"}}',
      `{"method":"x","params": {"_meta":{${own}},"n":1e400,"_meta2":"}"}}`,
    ],
    [
      'an empty _meta',
      '{"method":"x","params":{"_meta":{}}}',
      `{"method":"x","params":{"_meta":{${own}}}}`,
    ],
    [
      'a _meta of others',
      '{"method":"x","params":{"a":[{"_meta":{}}],"_meta":{ "n":1.0}}}',
      `{"method":"x","params":{"a":[{"_meta":{}}],"_meta":{${own}, "n":1.0}}}`,
    ],
    [
      'the context of whoever sent it, however written',
      '{"method":"x","params":{"_meta":{"a":1.0,"tr\\u0061ceparent":"old","tracestate":"b=c","z":"\\"}"}}}',
      `{"method":"x","params":{"_meta":{${own},"a":1.0,"z":"\\"}"}}}`,
    ],
  ])('writes into a message with %s', (_, before, after) => {
    expect(splice(before)).toBe(after);
  });

  it('writes the state as well', () => {
    expect(splice('{"method":"x"}', 'a=b')).toBe(
      `{"params":{"_meta":{${own},"tracestate":"a=b"}},"method":"x"}`,
    );
  });

  it.each([
    '{"id":1,"result":{}}',
    '[]',
    '{"method":"x","params":[1]}',
    'null',
  ])('leaves %s', text => expect(splice(text)).toBe(text));

  it('changes nothing but the context of any message', () => {
    const members = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(
        members,
        fc.option(members, { nil: undefined }),
        fc.boolean(),
        (params, meta, isIndented) => {
          const message = {
            jsonrpc: '2.0',
            id: 1,
            method: 'x',
            params: { ...params, ...(meta && { _meta: meta }) },
          };
          const text = JSON.stringify(message, null, isIndented ? 2 : 0);
          const { _meta, ...rest } = JSON.parse(text).params;
          const isObject =
            _meta === undefined ||
            (typeof _meta === 'object' &&
              _meta !== null &&
              !Array.isArray(_meta));
          fc.pre(isObject);
          const { traceparent: _t, tracestate: _s, ...others } = _meta ?? {};
          const got = JSON.parse(splice(text));
          expect(got).toEqual({
            ...JSON.parse(text),
            params: { ...rest, _meta: { ...others, traceparent } },
          });
        },
      ),
    );
  });
});
