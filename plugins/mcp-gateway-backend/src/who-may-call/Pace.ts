import { setImmediate as nextTurn } from 'node:timers/promises';

const TURN_MS = 8;

/** Lets calls through between the questions of a long answer: both are decided by the same process. */
export class Pace {
  static begin(): Pace {
    return new Pace();
  }

  #turn = performance.now();

  async keep(): Promise<void> {
    if (performance.now() - this.#turn <= TURN_MS) return;
    await nextTurn();
    this.#turn = performance.now();
  }
}
