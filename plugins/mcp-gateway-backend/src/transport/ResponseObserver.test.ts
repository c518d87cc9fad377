import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ResponseObserver } from './ResponseObserver';

const JSON_TYPE = 'application/json';
const SSE_TYPE = 'text/event-stream; charset=utf-8';

describe('ResponseObserver', () => {
  async function observe(chunks: string[], maxBytes?: number) {
    const observer = new ResponseObserver({ maxBytes });
    let text = '';
    const out = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    });
    await pipeline(
      Readable.from(chunks.map(chunk => Buffer.from(chunk))),
      observer,
      out,
    );
    return { observer, text };
  }

  it.each<[string, string, string, string]>([
    ['a result', JSON_TYPE, '{"id":7,"result":{}}', 'result'],
    ['a failed tool', JSON_TYPE, '{"id":7,"result":{"isError":true}}', 'error'],
    ['an error', JSON_TYPE, '{"id":7,"error":{"code":1}}', 'error'],
    ['an error without id', JSON_TYPE, '{"id":null,"error":{}}', 'error'],
    ['a foreign answer', JSON_TYPE, '{"id":8,"result":{}}', 'foreign'],
    ['the id as text', JSON_TYPE, '{"id":"7","result":{}}', 'foreign'],
    ['half a JSON', JSON_TYPE, '{"id":7,"res', 'foreign'],
    [
      'a stream with a failure',
      SSE_TYPE,
      'data: {"id":7,"error":{}}\n\n',
      'error',
    ],
    ['a stream that is to be resumed', SSE_TYPE, 'id: 1\ndata:\n\n', 'result'],
  ])('S5: tells %s', async (_, contentType, body, verdict) => {
    const { observer, text } = await observe([body.slice(0, 5), body.slice(5)]);
    expect(text).toBe(body);
    expect(observer.verdict(7, contentType)).toBe(verdict);
    expect(observer.verdict(undefined, contentType)).toBe('result');
  });

  it('S5: ends what is larger than it may be', async () => {
    await expect(observe(['12345', '67890', '1'], 10)).rejects.toMatchObject({
      reason: 'upstream.too-large',
    });
    expect((await observe(['12345', '67890'], 10)).observer.bytes).toBe(10);
  });
});
