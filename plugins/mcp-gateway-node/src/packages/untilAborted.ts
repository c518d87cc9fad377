/** Waits for work that others may wait for, too: whoever stops waiting leaves it to them. */
export function untilAborted<T>(
  work: Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  if (!signal) return work;
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      const fail = () => reject(new Error('Nobody waits for it any more'));
      if (signal.aborted) fail();
      signal.addEventListener('abort', fail, { once: true });
    }),
  ]);
}
