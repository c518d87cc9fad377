import { Readable } from 'stream';
import { text } from 'stream/consumers';
import fc from 'fast-check';
import { filterTools } from './filterTools';
import { SseRewriter } from './SseRewriter';

const listing = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  result: { tools: [{ name: 'echo' }, { name: 'drop' }], nextCursor: 'n' },
});
const other = '{"jsonrpc":"2.0","method":"notifications/progress"}';
const lines = [
  'retry: 500',
  '',
  ': keep-alive',
  '',
  'id: 0',
  'data:',
  '',
  'id: 1',
  'event: message',
  `data: ${other}`,
  '',
  'id: 2',
  'event: message',
  `data: ${listing.slice(0, 1)}`,
  `data: ${listing.slice(1)}`,
  '',
  '',
];

const through = (pieces: Buffer[]) =>
  text(
    Readable.from(pieces).pipe(
      new SseRewriter(message => filterTools(message, tool => tool === 'echo')),
    ),
  );

describe('SseRewriter', () => {
  it.each(['\n', '\r\n', '\r'])(
    'takes out of listings what may not be called, however the stream is cut (line end %j)',
    async end => {
      // A line break inside JSON data is white space only between tokens.
      const stream = lines.join(end);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: stream.length }), {
            maxLength: 8,
          }),
          async cuts => {
            const at = [0, ...cuts.sort((a, b) => a - b), stream.length];
            const pieces = at
              .slice(1)
              .map((to, i) => Buffer.from(stream.slice(at[i], to)));
            const filtered = await through(pieces);
            expect(filtered).toContain('"name":"echo"');
            expect(filtered).not.toContain('drop');
            expect(filtered).toContain('"nextCursor":"n"');
            expect(filtered).toContain('id: 2\n');
            // Everything else as it came, the empty event that only sets the id included.
            expect(filtered).toContain(lines.slice(0, 10).join(end));
          },
        ),
        { numRuns: 100, seed: 7 },
      );
    },
  );

  it('takes out events that cannot be looked at', async () => {
    expect(await through([Buffer.from('data: ping\n\n: hi\n\n')])).toBe(
      ': hi\n\n',
    );
  });

  it.each([
    ['at the beginning', [`\ufeffdata: ${listing}\n\n`]],
    // Skipped by nobody: the line is not a field, and the next is an event of its own.
    ['later', [`: a\n\n`, `\ufeffdata: {}\ndata: ${listing}\n\n`]],
  ])('is not misled by a byte order mark %s', async (_, parts) => {
    const bytes = Buffer.from(parts.join(''));
    const pieces = [...bytes].map(byte => Buffer.from([byte]));
    const filtered = await through(pieces);
    expect(filtered).toContain('"name":"echo"');
    expect(filtered).not.toContain('drop');
  });

  it('S5: ends a stream whose event never ends', async () => {
    const endless = new SseRewriter(message => message, 1000);
    const ended = new Promise(resolve => endless.once('error', resolve));
    endless.write(`data: ${'x'.repeat(2000)}`);
    expect(String(await ended)).toContain('too large');
  });
});
