import { startStack } from './stack.mjs';
import { aborted, stopSignal } from './stopSignal.mjs';

/** Each reason in a line, with how to help. */
function notRunning({ unavailable }) {
  const reasons = Map.groupBy(unavailable, ({ why }) => why);
  return [...reasons]
    .map(([why, servers]) => {
      const names = servers.map(({ name }) => name).join(', ');
      return `Not running: ${names}. ${why}\n`;
    })
    .join('');
}

/**
 * Starts the example, says what to do next, and runs until somebody stops it or a program ends by itself.
 * @param {Parameters<typeof startStack>[0]} options
 * @param {(stack: Awaited<ReturnType<typeof startStack>>) => string} nextSteps
 */
export async function serve(options, nextSteps) {
  const signal = stopSignal();
  let stack;
  try {
    stack = await startStack({ ...options, signal });
    process.stdout.write(nextSteps(stack) + notRunning(stack));
    await Promise.race([aborted(signal), stack.failed]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await stack?.stop();
  }
  return 0;
}
