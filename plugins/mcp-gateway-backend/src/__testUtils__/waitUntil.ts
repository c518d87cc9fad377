/** Asks until the answer is yes; the test's own time limit is the end of patience. */
export async function waitUntil(
  condition: () => Promise<boolean> | boolean,
): Promise<void> {
  while (!(await condition())) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
