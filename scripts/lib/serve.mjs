import { startStack } from './stack.mjs';
import { aborted, stopSignal } from './stopSignal.mjs';

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
    process.stdout.write(nextSteps(stack));
    await Promise.race([aborted(signal), stack.failed]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await stack?.stop();
  }
  return 0;
}
