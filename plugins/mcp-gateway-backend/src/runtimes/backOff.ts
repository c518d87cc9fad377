const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;

/** So long a runtime is not started again after it has failed so many times in a row. The first time may be chance. */
export function backOffMs(failures: number): number {
  if (failures <= 1) return 0;
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 2, 30));
}
