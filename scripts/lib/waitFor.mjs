import { PlainError } from './PlainError.mjs';

const pause = ms =>
  new Promise(resolve => {
    setTimeout(resolve, ms);
  });

/**
 * Asks until there is an answer: anything but `undefined` and `false`.
 * @template T
 * @param {() => Promise<T | undefined>} ask
 * @param {{what: string, seconds: number, signal?: Promise<never>, everyMs?: number}} options
 * @returns {Promise<T>}
 */
export async function waitFor(ask, { what, seconds, signal, everyMs = 500 }) {
  const until = Date.now() + seconds * 1000;
  let last;
  const poll = async () => {
    for (;;) {
      try {
        const answer = await ask();
        // A condition that is not met yet is no answer.
        if (answer !== undefined && answer !== false) return answer;
      } catch (error) {
        last = error;
      }
      if (Date.now() > until) {
        throw new PlainError(
          `${what} did not come up within ${seconds} s${
            last ? `: ${last.cause?.message ?? last.message}` : ''
          }. The logs are in the state folder.`,
        );
      }
      await pause(everyMs);
    }
  };
  return Promise.race([poll(), ...(signal ? [signal] : [])]);
}

/** An HTTP address that answers 2xx, for `waitFor`. */
export const answers = url => async () => {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return true;
};

/** An HTTP server that answers anything at all, for `waitFor`. */
export const listens = url => async () => {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
  await response.body?.cancel();
  return true;
};
