import { mockServices } from '@backstage/backend-test-utils';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { SessionEnds } from './SessionEnds';

describe('SessionEnds', () => {
  it('E6: remembers a bounded number, and asks the database about what it may have forgotten', async () => {
    const clock = new ManualClock();
    const written = new Set<string>();
    const store = {
      hasEnded: jest.fn(async (hash: string) => written.has(hash)),
      end: async (ended: ReadonlyMap<string, number>) =>
        [...ended.keys()].forEach(hash => written.add(hash)),
      endedAfter: async () => [],
    };
    const ends = SessionEnds.create({
      store,
      clock,
      logger: mockServices.logger.mock(),
      keepMs: 60_000,
      maxRemembered: 2,
    });
    await ends.poll();
    const old = clock.now();
    for (const hash of ['a', 'b', 'c']) {
      clock.advance(10);
      await ends.end(hash);
    }
    const ask = async (hash: string, issuedAt: number) =>
      await ends.hasEnded({ hash, issuedAt, isKnown: false });

    expect(await ask('b', old)).toBe(true);
    expect(await ask('c', old)).toBe(true);
    expect(store.hasEnded).not.toHaveBeenCalled();
    expect(await ask('a', old)).toBe(true);
    expect(await ask('open', old)).toBe(false);
    expect(store.hasEnded).toHaveBeenCalledTimes(2);
    // What began after the forgotten one ended cannot be among the forgotten.
    expect(await ask('new', clock.now())).toBe(false);
    expect(store.hasEnded).toHaveBeenCalledTimes(2);
  });
});
