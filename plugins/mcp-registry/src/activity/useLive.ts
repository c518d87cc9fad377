import { useEffect, useState } from 'react';

/** Changes that come thicker than this are one. */
const BETWEEN_MS = 250;
/** So long after a wait that failed the next one is tried; meanwhile the list is looked at now and then. */
const AGAIN_MS = 30_000;

/**
 * Says when something has changed, by waiting for it again and again. Answers whether that works just now; where it does not, one looks
 * now and then instead. Nobody waits while the page is not looked at, or `isPaused`.
 */
export function useLive(options: {
  /** Memoized. Waits for another mark than the known one, and answers it. */
  wait: (known: string | undefined, signal: AbortSignal) => Promise<string>;
  /** Memoized. */
  onChange: () => void;
  isPaused: boolean;
}): boolean {
  const { wait, onChange, isPaused } = options;
  const [works, setWorks] = useState(false);
  useEffect(() => {
    if (isPaused) return undefined;
    const gone = new AbortController();
    const follow = async () => {
      let known: string | undefined;
      while (!gone.signal.aborted) {
        await untilSeen(gone.signal);
        try {
          const mark = await wait(known, gone.signal);
          if (gone.signal.aborted) return;
          setWorks(true);
          // The first one, too: something may have come since the list was loaded.
          if (mark !== known) onChange();
          known = mark;
          await pause(BETWEEN_MS, gone.signal);
        } catch {
          if (gone.signal.aborted) return;
          setWorks(false);
          known = undefined;
          await pause(AGAIN_MS, gone.signal);
        }
      }
    };
    void follow();
    return () => gone.abort();
  }, [wait, onChange, isPaused]);
  return works && !isPaused;
}

async function untilSeen(signal: AbortSignal): Promise<void> {
  if (document.visibilityState !== 'hidden') return;
  await new Promise<void>(resolve => {
    const done = () => {
      document.removeEventListener('visibilitychange', done);
      resolve();
    };
    document.addEventListener('visibilitychange', done);
    signal.addEventListener('abort', done);
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>(resolve => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
