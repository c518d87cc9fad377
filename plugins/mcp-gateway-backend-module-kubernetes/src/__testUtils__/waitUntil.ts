import { setTimeout } from 'node:timers/promises';

/** @throws Error where it does not become so within ten seconds. */
export async function waitUntil(
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await isSo()) return;
    await setTimeout(100);
  }
  throw new Error('It did not become so');
}
