import { isError } from './isError';
import { readFailure } from './readFailure';

const read = (value: object | string, isStream = false) =>
  readFailure({
    bytes: Buffer.from(
      typeof value === 'string' ? value : JSON.stringify(value),
    ),
    id: 7,
    isStream,
  });

describe('readFailure', () => {
  it.each([
    ['a result', { id: 7, result: { isError: false } }, undefined],
    ['no JSON', '{"error"', undefined],
    ['an answer to somebody else', { id: 8, error: { code: 1 } }, undefined],
    [
      'a tool that failed',
      { id: 7, result: { isError: true } },
      { type: 'tool_error' },
    ],
    [
      'an error',
      { id: 7, error: { code: -32603, message: 'x' } },
      { type: '-32603', code: -32603 },
    ],
    [
      'an error without an id',
      { id: null, error: { code: -32700 } },
      { type: '-32700', code: -32700 },
    ],
    [
      'a code that is none',
      { id: 7, error: { code: 'secret' } },
      { type: '_OTHER' },
    ],
  ])('knows %s', (_, value, failure) => {
    expect(read(value)).toEqual(failure);
  });

  it('finds the answer in a stream', () => {
    const events = [
      { method: 'notifications/progress' },
      { id: 7, error: { code: -32000 } },
    ];
    const text = events.map(one => `data: ${JSON.stringify(one)}\n\n`).join('');
    expect(read(text, true)).toEqual({ type: '-32000', code: -32000 });
  });
});

describe('isError', () => {
  it.each([-32700, -32600, -32601, -32602, -32002])(
    'blames the client alone for %s',
    code => {
      const failure = { type: String(code), code };
      expect(isError('server', failure)).toBe(false);
      expect(isError('client', failure)).toBe(true);
    },
  );

  it('is the server’s for everything else', () => {
    expect(isError('server', { type: '-32603', code: -32603 })).toBe(true);
    expect(isError('server', { type: 'tool_error' })).toBe(true);
  });
});
