import { Readable } from 'stream';
import { text } from 'stream/consumers';
import fc from 'fast-check';
import { SseToolFilter } from './SseToolFilter';

const listing = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  result: { tools: [{ name: 'echo' }, { name: 'drop' }], nextCursor: 'n' },
});
const other = '{"jsonrpc":"2.0","method":"notifications/progress"}';
const stream = `retry: 500\n\n: keep-alive\n\nid: 1\nevent: message\ndata: ${other}\n\nid: 2\nevent: message\ndata: ${listing}\n\n`;

describe('SseToolFilter', () => {
  it('takes out of listings what may not be called, however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 8 }),
        async cuts => {
          const at = [0, ...cuts.sort((a, b) => a - b), stream.length];
          const pieces = at
            .slice(1)
            .map((end, i) => Buffer.from(stream.slice(at[i], end)));
          const filtered = await text(
            Readable.from(pieces).pipe(
              new SseToolFilter(tool => tool === 'echo'),
            ),
          );
          expect(filtered).toContain('"name":"echo"');
          expect(filtered).not.toContain('drop');
          expect(filtered).toContain('"nextCursor":"n"');
          expect(filtered).toContain(`data: ${other}\n\n`);
          expect(filtered).toContain('id: 2\n');
        },
      ),
      { numRuns: 100, seed: 7 },
    );
  });

  it('leaves events that are no JSON as they are', async () => {
    const filtered = await text(
      Readable.from([Buffer.from('data: ping\n\n')]).pipe(
        new SseToolFilter(() => false),
      ),
    );
    expect(filtered).toBe('data: ping\n\n');
  });
});
