import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { exposeContents } from './exposeContents';

const answerOf = (body: string, type: string) => ({
  status: 200,
  headers: { 'content-type': type, 'content-length': '1', 'x-other': 'kept' },
  body: Readable.from([Buffer.from(body)]),
});
const messageOf = (result: unknown) => ({ jsonrpc: '2.0', id: 1, result });
const server = messageOf({
  contents: [
    { uri: 'db://1', text: 'see db://2' },
    { uri: 'file:///ä', blob: 'AA==' },
    'odd',
    { text: 'no uri' },
  ],
  _meta: { uri: 'db://1' },
});
const client = messageOf({
  contents: [
    { uri: 'sallyport-orders:db://1', text: 'see db://2' },
    { uri: 'sallyport-orders:file:///ä', blob: 'AA==' },
    'odd',
    { text: 'no uri' },
  ],
  _meta: { uri: 'db://1' },
});

describe('exposeContents', () => {
  it('renames the contents of JSON, and nothing else of it', async () => {
    const exposed = await exposeContents(
      answerOf(JSON.stringify(server), 'application/json; charset=utf-8'),
      'orders',
    );
    const body = await text(exposed.body);
    expect(JSON.parse(body)).toEqual(client);
    expect(exposed.headers).toMatchObject({
      'content-length': String(Buffer.byteLength(body)),
      'x-other': 'kept',
    });
  });

  it('a stream that is ended by its server ends, without an error as well', async () => {
    const answer = answerOf('', 'text/event-stream');
    const body = new PassThrough();
    const exposed = await exposeContents({ ...answer, body }, 'orders');
    setImmediate(() => body.destroy());
    await expect(text(exposed.body)).rejects.toThrow();
  });

  it('renames them in a stream, where other messages pass as they are', async () => {
    const progress =
      'event: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress","params":{"uri":"db://1"}}\n\n';
    const exposed = await exposeContents(
      answerOf(
        `: hello\n\n${progress}data: ${JSON.stringify(server)}\n\n`,
        'text/event-stream',
      ),
      'orders',
    );
    const body = await text(exposed.body);
    expect(body).toContain(progress);
    const last = body.trim().split('\n').at(-1)!;
    expect(JSON.parse(last.replace(/^data: ?/, ''))).toEqual(client);
  });

  it('leaves errors and results of another shape', async () => {
    for (const message of [
      { jsonrpc: '2.0', id: 1, error: { code: -32002, message: 'None' } },
      messageOf({ contents: 'db://1' }),
      messageOf(null),
    ]) {
      const exposed = await exposeContents(
        answerOf(JSON.stringify(message), 'application/json'),
        'orders',
      );
      expect(JSON.parse(await text(exposed.body))).toEqual(message);
    }
  });

  it('fails closed: what cannot be read, or is too large to be looked at, does not pass', async () => {
    await expect(
      exposeContents(answerOf('{"result":', 'application/json'), 'orders'),
    ).rejects.toThrow();
    await expect(
      exposeContents(
        answerOf('x'.repeat(8 * 1024 * 1024 + 1), 'application/json'),
        'orders',
      ),
    ).rejects.toMatchObject({ reason: 'upstream.too-large' });
  });

  it('a stream that breaks off breaks off for its reader', async () => {
    async function* breaking() {
      yield 'data: {"jsonrpc":"2.0","method":"x"}\n\n';
      throw new Error('gone');
    }
    const exposed = await exposeContents(
      {
        ...answerOf('', 'text/event-stream'),
        body: Readable.from(breaking()),
      },
      'orders',
    );
    await expect(text(exposed.body)).rejects.toThrow('gone');
  });
});
