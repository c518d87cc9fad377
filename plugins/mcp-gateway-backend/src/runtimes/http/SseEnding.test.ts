import { text } from 'node:stream/consumers';
import { SseEnding } from './SseEnding';

describe('SseEnding', () => {
  it('passes events on as they are', async () => {
    const ending = new SseEnding();
    const all = text(ending);
    ending.write('id: 1\r\ndata: a\r\n\r\nda');
    ending.end('ta: b\n\n');
    expect(await all).toBe('id: 1\r\ndata: a\r\n\r\ndata: b\n\n');
  });

  it('ends with words in place of what was begun', async () => {
    const ending = new SseEnding();
    const all = text(ending);
    ending.write('data: a\n\ndata: {"half":');
    ending.breakOff('data: over\n\n');
    ending.breakOff('data: again\n\n');
    expect(await all).toBe('data: a\n\ndata: over\n\n');
  });

  it('ends one whose event is too large', async () => {
    const ending = new SseEnding();
    ending.resume();
    const failed = new Promise<Error>(resolve => {
      ending.once('error', resolve);
    });
    ending.write(`data: ${'x'.repeat(9 * 1024 * 1024)}`);
    expect(await failed).toMatchObject({ reason: 'upstream.too-large' });
  });
});
