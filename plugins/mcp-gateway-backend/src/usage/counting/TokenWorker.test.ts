import { mockServices } from '@backstage/backend-test-utils';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { encode as encodeOld } from 'gpt-tokenizer/encoding/cl100k_base';
import type { TokenCounts } from '../types';
import { HEAD_BYTES, headOf } from './headOf';
import { TokenWorker } from './TokenWorker';

jest.setTimeout(60_000);

const TEXT = 'Order 4711 was shipped to Łódź on Monday: 3 × "Gräfin" 🌷';

function part(text: string, bytes = Buffer.byteLength(text)) {
  return { head: [headOf([text])], bytes };
}

function asked(args: unknown) {
  return part(
    JSON.stringify({
      ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
      params: { name: 'find', arguments: args },
    }),
  );
}

function answered(result: unknown) {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, result });
}

describe('TokenWorker', () => {
  const workers: TokenWorker[] = [];
  afterEach(async () => {
    await Promise.all(workers.splice(0).map(worker => worker.stop()));
  });

  function create(
    options: Partial<Parameters<typeof TokenWorker.create>[0]> = {},
  ) {
    const worker = TokenWorker.create({
      encoding: 'o200k_base',
      logger: mockServices.logger.mock(),
      ...options,
    });
    workers.push(worker);
    let next = 0;
    return async (
      request: ReturnType<typeof part>,
      response: ReturnType<typeof part>,
    ) =>
      await new Promise<TokenCounts | undefined>((resolve, reject) => {
        next += 1;
        const job = { id: `call-${next}`, request, response };
        if (!worker.count(job, resolve)) reject(new Error('full'));
      });
  }

  it('counts arguments and what a model reads of a result', async () => {
    const count = create();
    const args = { q: TEXT };
    const content = [{ type: 'text', text: TEXT }];
    const structuredContent = { the: 'same again' };
    expect(
      await count(asked(args), part(answered({ content, structuredContent }))),
    ).toEqual({
      tokensIn: encode(JSON.stringify(args)).length,
      tokensOut: encode(TEXT).length,
      isEstimated: false,
    });
  });

  it('counts by the encoding of the configuration', async () => {
    const count = create({ encoding: 'cl100k_base' });
    const counts = await count(
      asked({}),
      part(answered({ content: [{ type: 'text', text: TEXT }] })),
    );
    expect(counts?.tokensOut).toBe(encodeOld(TEXT).length);
    expect(encodeOld(TEXT).length).not.toBe(encode(TEXT).length);
  });

  it('reads a stream, and leaves pictures out', async () => {
    const count = create();
    const content = [
      { type: 'text', text: TEXT },
      { type: 'image', mimeType: 'image/png', data: 'A'.repeat(10_000) },
    ];
    const stream = `event: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress"}\n\nevent: message\ndata: ${answered(
      { content },
    )}\n\n`;
    const counts = await count(asked({}), part(stream));
    expect(counts?.isEstimated).toBe(false);
    expect(counts?.tokensOut).toBeGreaterThanOrEqual(encode(TEXT).length);
    expect(counts?.tokensOut).toBeLessThan(encode(TEXT).length + 30);
  });

  it('extrapolates what is larger than its head, and says so', async () => {
    const count = create();
    const text = `${TEXT} `.repeat(4_000);
    const whole = answered({ content: [{ type: 'text', text }] });
    expect(whole.length).toBeGreaterThan(2 * HEAD_BYTES);
    const counts = await count(asked({}), part(whole));
    const exact = encode(text).length;
    expect(counts?.isEstimated).toBe(true);
    expect(Math.abs(Number(counts?.tokensOut) - exact)).toBeLessThan(
      exact / 10,
    );
  });

  it('takes long words and what looks like control tokens as text', async () => {
    const count = create();
    const text = `<|endoftext|>${'a'.repeat(40_000)}${'="'.repeat(5_000)}`;
    const counts = await count(
      asked({}),
      part(answered({ content: [{ type: 'text', text }] })),
    );
    expect(counts?.tokensOut).toBeGreaterThan(1_000);
  });

  it('says when it cannot count', async () => {
    const count = create();
    expect(await count(asked({}), part('no json'))).toBeDefined();
    expect(await count(asked({}), part('{"half'))).toBeUndefined();
  });

  it('refuses what is too much, and gives back what waited when it begins anew', async () => {
    const worker = TokenWorker.create({
      ...{ encoding: 'o200k_base', maxJobs: 1, stuckMs: 1 },
      logger: mockServices.logger.mock(),
    });
    workers.push(worker);
    const job = (id: string) => ({
      ...{ id, request: asked({}), response: part(answered({})) },
    });
    const first = new Promise(resolve => {
      expect(worker.count(job('1'), resolve)).toBe(true);
    });
    expect(worker.count(job('2'), () => {})).toBe(false);
    // It had no time to begin within a millisecond.
    expect(await first).toBeUndefined();
    expect(worker.count(job('3'), () => {})).toBe(true);
  });
});
