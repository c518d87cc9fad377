const PAUSE_MS = 20;
let next: Promise<void> | undefined;

/**
 * A moment after answers have left. Whoever waits for one has it sooner when this process leaves the processor to them, and what several
 * calls have to write down is written at once.
 */
export function afterAnswers(): Promise<void> {
  next ??= new Promise(resolve => {
    setTimeout(() => {
      next = undefined;
      resolve();
    }, PAUSE_MS);
  });
  return next;
}
