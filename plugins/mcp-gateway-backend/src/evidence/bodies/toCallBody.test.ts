import type { BodyMaterial, Sent } from './BodyMaterial';
import { toCallBody } from './toCallBody';

const HEAD_BYTES = 64 * 1024;
const sent = (text: string): Sent => {
  const bytes = Buffer.from(text);
  return { head: bytes.subarray(0, HEAD_BYTES), bytes: bytes.length };
};
const call = {
  jsonrpc: '2.0',
  id: 7,
  method: 'tools/call',
  params: {
    name: 'login',
    arguments: { order: 4711, password: 'hunter2', big: 12 },
    _meta: { progressToken: 'p' },
  },
};
const answer = {
  jsonrpc: '2.0',
  id: 7,
  result: { content: [{ type: 'text', text: 'token=abc123def done' }] },
};
const event = (data: object) =>
  `event: message\ndata: ${JSON.stringify(data)}\n\n`;
const material = (changes: Partial<BodyMaterial> = {}): BodyMaterial => ({
  callId: 'call-1',
  at: '2026-11-29T10:00:00.000Z',
  policy: 'redacted',
  method: 'tools/call',
  id: 7,
  request: sent(JSON.stringify(call)),
  response: sent(JSON.stringify(answer)),
  secrets: [],
  ...changes,
});

describe('toCallBody', () => {
  it('keeps arguments and result, redacted', () => {
    const { arguments: args, result } = toCallBody(material());
    expect(args).toEqual({
      text: '{"order":4711,"password":"[masked]","big":12}',
      bytes: JSON.stringify(call).length,
      isCut: false,
      masked: 1,
    });
    expect(JSON.parse(result!.text)).toEqual({
      content: [{ type: 'text', text: 'token=[masked] done' }],
    });
    expect(result).toMatchObject({ isCut: false, masked: 1 });
  });

  it('keeps what was sent, in full, byte for byte', () => {
    const text = JSON.stringify(call).replace('4711', '12345678901234567890');
    const body = toCallBody(material({ policy: 'full', request: sent(text) }));
    expect(body.arguments).toEqual({
      ...{ text, bytes: text.length },
      ...{ isCut: false, masked: 0 },
    });
    expect(body.result?.text).toBe(JSON.stringify(answer));
  });

  it.each(['redacted', 'full'] as const)(
    'finds the answer in a stream of events (%s)',
    policy => {
      const stream = [
        ': keep alive\n\n',
        event({ jsonrpc: '2.0', method: 'notifications/progress' }),
        event({ ...answer, id: 8 }),
        event(answer),
      ].join('');
      const { result } = toCallBody(
        material({ policy, response: sent(stream) }),
      );
      expect(result?.text).toContain(policy === 'full' ? 'abc123def' : 'done');
      expect(result?.text).not.toContain('progress');
      expect(result?.isCut).toBe(false);
    },
  );

  it.each(['json', 'stream'])(
    'says where a large answer was cut, and masks what is left (%s)',
    kind => {
      const long = {
        ...{ jsonrpc: '2.0', id: 7 },
        result: { apiKey: 'very-secret', rows: 'a word '.repeat(20_000) },
      };
      const text = kind === 'json' ? JSON.stringify(long) : event(long);
      const { result } = toCallBody(material({ response: sent(text) }));
      expect(result).toMatchObject({ bytes: text.length, isCut: true });
      expect(JSON.parse(result!.text)).toMatchObject({
        apiKey: '[masked]',
        rows: expect.stringMatching(/^a word a word/),
      });
      const full = toCallBody(
        material({ policy: 'full', response: sent(text) }),
      );
      expect(full.result?.isCut).toBe(true);
      expect(full.result!.text.length).toBeLessThanOrEqual(HEAD_BYTES);
    },
  );

  it.each(['redacted', 'full'] as const)(
    'C6: has nothing that was injected, nor what its caller is known by (%s)',
    policy => {
      const key = 'inj"ected-credential';
      const body = toCallBody(
        material({
          policy,
          secrets: [key, 'gateway-token'],
          request: sent(
            JSON.stringify({
              ...call,
              params: { arguments: { note: `mine is gateway-token` } },
            }),
          ),
          response: sent(
            JSON.stringify({ ...answer, result: { you: `sent ${key} here` } }),
          ),
        }),
      );
      const text = JSON.stringify(body);
      expect(text).not.toContain('gateway-token');
      expect(text).not.toContain('ected-credential');
      expect(body.result?.text).toContain('sent');
    },
  );

  it('keeps nothing of an answer that it cannot read, redacted', () => {
    const { result } = toCallBody(
      material({ response: sent('password: hunter2, no JSON at all') }),
    );
    expect(result).toMatchObject({ text: '', isCut: true });
  });

  it('keeps the parameters of what has no arguments, and an error for a result', () => {
    const error = { code: -32002, message: 'No such resource' };
    const body = toCallBody(
      material({
        method: 'resources/read',
        request: sent(
          JSON.stringify({
            params: { uri: 'file:///orders', _meta: { x: 1 } },
          }),
        ),
        response: sent(JSON.stringify({ jsonrpc: '2.0', id: 7, error })),
      }),
    );
    expect(body.arguments?.text).toBe('{"uri":"file:///orders"}');
    expect(JSON.parse(body.result!.text)).toEqual({ error });
    expect(
      toCallBody(material({ response: undefined })).result,
    ).toBeUndefined();
  });
});
