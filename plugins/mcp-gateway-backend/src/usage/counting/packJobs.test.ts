import { HEAD_BYTES } from './headOf';
import { packJobs } from './packJobs';
import type { CountJob } from './TokenWorker';

// The thread's own file, as it unpacks what it is given.
const { countPacked } = jest.requireActual<{
  countPacked(
    count: (text: string) => number,
    packed: ReturnType<typeof packJobs>,
  ): { ids: string[]; counts: Float64Array };
}>('../../../workers/countTokens');

const part = (...head: (Uint8Array | string)[]) => ({
  ...{ head, bytes: head.reduce((sum, chunk) => sum + chunk.length, 0) },
});
const asked = (args: object) =>
  JSON.stringify({ method: 'tools/call', params: { arguments: args } });
const answered = (text: string) =>
  JSON.stringify({ result: { content: [{ type: 'text', text }] } });

describe('packJobs', () => {
  it('gives every message to whoever counts it, whole and by itself', () => {
    const bytes = Buffer.from(asked({ q: '⟨é⟩' }));
    const jobs: CountJob[] = [
      {
        id: 'a',
        request: part(bytes.subarray(0, 20), bytes.subarray(20)),
        response: part(answered('first')),
      },
      { id: 'b', request: part(), response: part('{"half') },
      {
        id: 'c',
        request: part(asked({})),
        response: part(answered('last'), ' '),
      },
    ];
    const seen: string[] = [];
    const count = (text: string) => seen.push(text);
    const { ids, counts } = countPacked(count, packJobs(jobs));
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(seen.filter(text => text !== '')).toEqual([
      ...['{"q":"⟨é⟩"}', 'first', '{}', 'last'],
    ]);
    expect([...counts]).toEqual([
      ...[expect.any(Number), expect.any(Number), 0],
      ...[NaN, NaN, NaN],
      ...[expect.any(Number), expect.any(Number), 0],
    ]);
  });

  it('hands over how messages begin, never more', () => {
    const long = new Uint8Array(HEAD_BYTES).fill(97);
    const { heads, numbers } = packJobs([
      { id: 'a', request: part(long, long), response: part('b') },
    ]);
    expect(heads).toHaveLength(HEAD_BYTES + 1);
    expect([...numbers]).toEqual([HEAD_BYTES, 2 * HEAD_BYTES, 1, 1]);
    expect(heads[HEAD_BYTES]).toBe(98);
  });
});
