import { act, renderHook, waitFor } from '@testing-library/react';
import { useLive } from './useLive';

/** Answers each wait when the test says so. */
class Server {
  readonly asked: (string | undefined)[] = [];
  #answer: ((mark: string | Error) => void) | undefined;

  readonly wait = (known: string | undefined, signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      this.asked.push(known);
      signal.addEventListener('abort', () => reject(new Error('gone')));
      this.#answer = given =>
        given instanceof Error ? reject(given) : resolve(given);
    });

  async answer(given: string | Error): Promise<void> {
    await act(async () => this.#answer!(given));
  }
}

describe('useLive', () => {
  const onChange = jest.fn();
  let server: Server;

  beforeEach(() => {
    onChange.mockReset();
    server = new Server();
  });

  const follow = () =>
    renderHook(
      ({ isPaused }) => useLive({ wait: server.wait, onChange, isPaused }),
      { initialProps: { isPaused: false } },
    );
  const asked = async (...marks: (string | undefined)[]) =>
    await waitFor(() => expect(server.asked).toEqual(marks));

  it('tells of each change, and of nothing else', async () => {
    const { result } = follow();
    await asked(undefined);
    expect(result.current).toBe(false);
    await server.answer('a');
    expect(result.current).toBe(true);
    // Something may have come since the list was loaded.
    expect(onChange).toHaveBeenCalledTimes(1);
    await asked(undefined, 'a');
    await server.answer('a');
    expect(onChange).toHaveBeenCalledTimes(1);
    await asked(undefined, 'a', 'a');
    await server.answer('b');
    expect(onChange).toHaveBeenCalledTimes(2);
    await asked(undefined, 'a', 'a', 'b');
  });

  it('says so where it does not work, and hangs up when paused or gone', async () => {
    const { result, rerender, unmount } = follow();
    await asked(undefined);
    await server.answer('a');
    await asked(undefined, 'a');
    rerender({ isPaused: true });
    expect(result.current).toBe(false);
    rerender({ isPaused: false });
    await asked(undefined, 'a', undefined);
    await server.answer(new Error('Too many live lists are open'));
    expect(result.current).toBe(false);
    unmount();
    expect(server.asked).toHaveLength(3);
  });
});
