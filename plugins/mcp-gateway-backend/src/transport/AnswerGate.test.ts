import { PassThrough, Readable } from 'stream';
import { pipeline } from 'stream/promises';
import fc from 'fast-check';
import { waitUntil } from '../__testUtils__/waitUntil';
import { AnswerGate, type AnswerGateOptions } from './AnswerGate';

/** A gate that says in which order things happened. */
function gateOf(options: Partial<AnswerGateOptions> = {}) {
  const order: string[] = [];
  const gate = new AnswerGate({
    isStream: false,
    onLeave: () => {},
    onBegin: async () => void order.push('begin'),
    onEnd: async () => void order.push('end'),
    ...options,
  });
  gate.on('data', chunk => order.push(String(chunk)));
  return { gate, order };
}

describe('AnswerGate', () => {
  it('lets the last piece of a message go when it is written down how it ended', async () => {
    const { gate, order } = gateOf();
    await pipeline(Readable.from(['a', 'b', 'c'].map(Buffer.from)), gate);
    expect(order).toEqual(['a', 'b', 'end', 'c']);
  });

  it('a stream that ends with its event is written down once', async () => {
    const { gate, order } = gateOf({ isStream: true });
    gate.write('a');
    gate.end('b');
    await waitUntil(() => order.length === 3);
    expect(order).toEqual(['end', 'a', 'b']);
  });

  it('a stream that goes on is written down when it begins, flows, and is written down at its end', async () => {
    const { gate, order } = gateOf({ isStream: true });
    gate.write('a');
    await waitUntil(() => order.includes('a'));
    gate.write('b');
    await waitUntil(() => order.includes('b'));
    gate.end('c');
    await waitUntil(() => order.includes('end'));
    expect(order).toEqual(['begin', 'a', 'b', 'c', 'end']);
  });

  it('lets what is written down already flow', async () => {
    const { gate, order } = gateOf({ isStream: true, isOpen: true });
    gate.write('a');
    await waitUntil(() => order.length > 0);
    gate.end();
    await waitUntil(() => order.length === 2);
    expect(order).toEqual(['a', 'end']);
  });

  it.each([true, false])(
    'nothing that answers leaves where it cannot be written down (stream: %s)',
    async isStream => {
      const fail = async () => {
        throw new Error('disk full');
      };
      const { gate, order } = gateOf({ isStream, onBegin: fail, onEnd: fail });
      await expect(
        pipeline(Readable.from([Buffer.from('all of it')]), gate),
      ).rejects.toThrow('disk full');
      expect(order).toEqual([]);
    },
  );

  it('changes no byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 200_000 }), {
          maxLength: 5,
        }),
        fc.boolean(),
        async (chunks, isStream) => {
          const gate = new AnswerGate({
            isStream,
            onLeave: () => {},
            onBegin: async () => {},
            onEnd: async () => {},
          });
          const out = new PassThrough();
          const seen: Buffer[] = [];
          out.on('data', chunk => seen.push(chunk));
          await pipeline(Readable.from(chunks.map(Buffer.from)), gate, out);
          expect(Buffer.concat(seen).equals(Buffer.concat(chunks))).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });
});
