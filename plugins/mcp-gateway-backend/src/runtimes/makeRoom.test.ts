import { makeRoom } from './makeRoom';
import type { RuntimeState } from './runtimeMachine';

describe('makeRoom', () => {
  const runtime = (
    person: string | undefined,
    idleMs: number,
    more: { state?: RuntimeState; isInUse?: boolean } = {},
  ) => ({
    ...{ person, idleMs, state: 'running' as const, isInUse: false },
    ...more,
    dispatch: jest.fn(),
  });
  const settings = { maxRuntimes: 4, maxPerPerson: 2 };
  const scope = { kind: 'person' as const, person: 'alice' };

  it('does nothing while there is room', () => {
    const runtimes = [
      runtime('alice', 5),
      runtime('bob', 9),
      runtime('bob', 9),
    ];
    makeRoom({ runtimes, scope, settings });
    for (const { dispatch } of runtimes)
      expect(dispatch).not.toHaveBeenCalled();
  });

  it('takes the person’s own least used one, though others are used less', () => {
    const runtimes = [
      runtime('alice', 5),
      runtime('bob', 99),
      runtime('alice', 7),
    ];
    makeRoom({ runtimes, scope, settings });
    expect(runtimes[2].dispatch).toHaveBeenCalledWith('crowded-out');
    expect(runtimes[1].dispatch).not.toHaveBeenCalled();
  });

  it('refuses where all of a person’s are at work, and waits where one is ending', () => {
    const busy = { isInUse: true };
    const runtimes = [runtime('alice', 0, busy), runtime('alice', 0, busy)];
    expect(() => makeRoom({ runtimes, scope, settings })).toThrow(
      expect.objectContaining({ reason: 'runtime.unavailable' }),
    );
    makeRoom({
      runtimes: [runtimes[0], runtime('alice', 0, { state: 'stopping' })],
      ...{ scope, settings },
    });
  });

  it('takes the least used of all where the gateway is full', () => {
    const runtimes = [1, 4, 3, 2].map(idle => runtime(undefined, idle));
    makeRoom({ runtimes, scope: { kind: 'everybody' }, settings });
    expect(runtimes[1].dispatch).toHaveBeenCalledTimes(1);
  });
});
