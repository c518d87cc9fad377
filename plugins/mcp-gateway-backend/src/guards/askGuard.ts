import type { z } from 'zod';
import { within } from '../access/within';

/**
 * Asks a guard within its time.
 *
 * @returns `undefined` where it failed: it threw, was late, or said something that means nothing
 */
export async function askGuard<Verdict>(options: {
  schema: z.ZodType<Verdict>;
  timeoutMs: number;
  ask: (signal: AbortSignal) => Promise<unknown>;
  onFailure: (error: unknown) => void;
}): Promise<Verdict | undefined> {
  const { schema, timeoutMs, ask, onFailure } = options;
  const abort = new AbortController();
  try {
    // In a promise of its own: a guard may throw before it returns one.
    const asked = Promise.resolve().then(() => ask(abort.signal));
    return schema.parse(await within(asked, timeoutMs));
  } catch (error) {
    onFailure(error);
    return undefined;
  } finally {
    abort.abort();
  }
}
