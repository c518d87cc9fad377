import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { systemClock } from '../../access/Clock';
import { waitUntil } from '../../__testUtils__/waitUntil';
import { UpstreamFailure } from '../../transport/UpstreamFailure';
import type { Sharing } from './MuxState';
import { RuntimeConnection } from './RuntimeConnection';
import type { WireMessage } from './WireMessage';

const never = new AbortController().signal;

/** A connection with a runtime that a test plays itself. */
function open(
  options: { sharing?: Sharing; mask?: (text: string) => string } = {},
) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const unruly: string[] = [];
  const heard: string[] = [];
  const connection = RuntimeConnection.create({
    ...{ stdin, stdout, clock: systemClock },
    sharing: options.sharing ?? 'everybody',
    ...(options.mask && { mask: options.mask }),
    maxLineBytes: 10_000,
    floodLimits: { bytesPerSecond: 1e9, messagesPerSecond: 1e9, junk: 20 },
    onUnruly: why => unruly.push(why),
  });
  let read = '';
  stdin.on('data', chunk => (read += chunk));
  const sent = (): WireMessage[] =>
    read
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line));
  const attach = (id: string) =>
    connection.attach({
      id,
      capabilities: {},
      hear: async text => void heard.push(text),
    });
  const ask = (
    session: string,
    id: number,
    more: {
      signal?: AbortSignal;
      idleMs?: number;
      emit?: () => Promise<void>;
    } = {},
  ) =>
    connection
      .exchange(
        session,
        { jsonrpc: '2.0', id, method: 'tools/call', params: { id } },
        {
          signal: more.signal ?? never,
          idleMs: more.idleMs ?? 60_000,
          emit: more.emit ?? (async () => {}),
        },
      )
      .catch((error: unknown) => UpstreamFailure.from(error).reason);
  const write = (message: object) =>
    stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  return { connection, stdin, stdout, unruly, heard, sent, attach, ask, write };
}

describe('RuntimeConnection', () => {
  it('S5: whatever bytes a runtime writes, each caller gets its own answer or an error, never another’s', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 40 }),
            fc
              .jsonValue()
              .map(value => Buffer.from(`${JSON.stringify(value)}\n`)),
            fc
              .record({
                jsonrpc: fc.constant('2.0'),
                id: fc.oneof(fc.string(), fc.nat(3)),
                result: fc.constant({ of: 'nobody' }),
              })
              .map(value => Buffer.from(`${JSON.stringify(value)}\n`)),
          ),
          { maxLength: 15 },
        ),
        async pieces => {
          const { connection, stdout, sent, attach, ask, write } = open();
          attach('a');
          attach('b');
          const answers = [ask('a', 1), ask('b', 1)];
          await waitUntil(() => sent().length === 2);
          for (const piece of pieces) stdout.write(piece);
          stdout.write('\n');
          for (const { id, params } of sent().reverse()) {
            write({ id, result: { token: id, asked: params } });
          }
          stdout.end();
          const [one, other] = await Promise.all(answers);
          const [first, second] = sent();
          const ownOf = ({ id }: WireMessage) =>
            expect.objectContaining({
              id: 1,
              result: expect.objectContaining({ token: id }),
            });
          // Only where it wrote so much junk that it had to end.
          const failed = expect.stringMatching(
            /^upstream\.(invalid|unreachable)$/,
          );
          expect([one, other]).toEqual([
            typeof one === 'string' ? failed : ownOf(first),
            typeof other === 'string' ? failed : ownOf(second),
          ]);
          await waitUntil(() => connection.isOver);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('ends everything that waits when the runtime ends, and nothing waits afterwards', async () => {
    const { stdout, sent, ask, unruly } = open();
    const waiting = ask('a', 1);
    await waitUntil(() => sent().length === 1);
    stdout.destroy();
    expect(await waiting).toBe('upstream.unreachable');
    expect(await ask('a', 2)).toBe('upstream.unreachable');
    expect(unruly).toEqual([]);
  });

  it('gives up what takes too long and what nobody waits for, and says so to the runtime', async () => {
    const { sent, ask } = open();
    expect(await ask('a', 1, { idleMs: 20 })).toBe('upstream.timeout');
    const abort = new AbortController();
    const left = ask('a', 2, { signal: abort.signal });
    await waitUntil(() => sent().length === 3);
    abort.abort();
    expect(await left).toBe('upstream.unreachable');
    expect(sent().map(({ method }) => method)).toEqual([
      'tools/call',
      'notifications/cancelled',
      'tools/call',
      'notifications/cancelled',
    ]);
    expect(sent()[3].params?.requestId).toBe(sent()[2].id);
  });

  it('a client that does not read holds up its own runtime, and nobody else’s answers where others share it', async () => {
    const progress = (token: unknown) => ({
      method: 'notifications/progress',
      params: { progressToken: token, progress: 1, message: 'x'.repeat(5_000) },
    });
    const stuck = () => new Promise<void>(() => {});
    const withProgress = (
      connection: RuntimeConnection,
      emit: () => Promise<void>,
    ) =>
      connection
        .exchange(
          'slow',
          {
            jsonrpc: '2.0',
            id: 1,
            method: 'tools/call',
            params: { _meta: { progressToken: 1 } },
          },
          { signal: never, idleMs: 60_000, emit },
        )
        .catch(() => {});

    const shared = open();
    void withProgress(shared.connection, stuck);
    const other = shared.ask('quick', 1);
    await waitUntil(() => shared.sent().length === 2);
    for (let i = 0; i < 200; i++) shared.write(progress(shared.sent()[0].id));
    shared.write({ id: shared.sent()[1].id, result: { ok: true } });
    expect(await other).toMatchObject({ result: { ok: true } });

    const own = open({ sharing: 'session' });
    own.attach('slow');
    void withProgress(own.connection, stuck);
    await waitUntil(() => own.sent().length === 1);
    for (let i = 0; i < 1_000; i++) own.write(progress(own.sent()[0].id));
    await waitUntil(
      () => own.stdout.isPaused() || own.stdout.readableLength > 0,
    );
    await new Promise(resolve => setTimeout(resolve, 50));
    // Most of it is left where it was.
    expect(
      own.stdout.readableLength + own.stdout.writableLength,
    ).toBeGreaterThan(1_000_000);
    own.connection.close(new UpstreamFailure('upstream.unreachable'));
  });

  it('ends a runtime that does not read its input', async () => {
    const { stdin, unruly, attach, write } = open({ sharing: 'session' });
    attach('a');
    stdin.removeAllListeners('data');
    stdin.pause();
    for (let i = 0; i < 60; i++) {
      write({ id: 'x'.repeat(990), method: 'ping' });
    }
    // It would take 16 MiB of answers; each is about as long as its question.
    expect(unruly).toEqual([]);
    for (let i = 0; i < 20_000 && unruly.length === 0; i++) {
      write({ id: 'x'.repeat(990), method: 'ping' });
      if (i % 500 === 0) await new Promise(resolve => setImmediate(resolve));
    }
    await waitUntil(() => unruly.length > 0);
    expect(unruly[0]).toBe('It does not read its input.');
  });

  it('masks secrets before anything is made of a line', async () => {
    const { sent, ask, write } = open({
      mask: text => text.replaceAll('hush', '****'),
    });
    const answer = ask('a', 1);
    await waitUntil(() => sent().length === 1);
    write({ id: sent()[0].id, result: { text: 'hush' } });
    expect(await answer).toMatchObject({ result: { text: '****' } });
  });

  it('sends numbers on as they came', async () => {
    const { stdout, sent, ask } = open();
    const answer = ask('a', 1);
    await waitUntil(() => sent().length === 1);
    stdout.write(
      `{"jsonrpc":"2.0","id":"${
        sent()[0].id
      }","result":{"n":12345678901234567890}}\n`,
    );
    expect(JSON.stringify(await answer)).toContain('12345678901234567890');
  });
});
