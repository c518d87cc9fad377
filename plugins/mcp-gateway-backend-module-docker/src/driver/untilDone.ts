import { setTimeout } from 'node:timers/promises';
import { EngineError } from '../engine/EngineError';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Tries until it is done: an engine that is gone comes back, and only then something can be ended in it. */
export async function untilDone<T>(
  work: () => Promise<T>,
  onFailure: () => void = () => {},
): Promise<T> {
  for (
    let pause = FIRST_PAUSE_MS;
    ;
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  ) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      onFailure();
      await setTimeout(pause, undefined, { ref: false });
    }
  }
}
