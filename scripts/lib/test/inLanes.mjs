/**
 * Runs suites in their order, at most two at a time: one that says `beside` goes on while those after it run. One that says `alone`
 * (it needs both cores, or judges how soon something happens) waits until nothing else runs.
 *
 * @template T
 * @param {{name: string, beside?: boolean, alone?: boolean}[]} suites
 * @param {(suite: object) => Promise<T[]>} run
 * @param {() => boolean} isOver asked before each: whether the rest is to be left out
 * @returns {Promise<T[]>} what the runs returned, in the order of the suites
 */
export async function inLanes(suites, run, isOver = () => false) {
  const ended = suites.map(() => []);
  let beside = Promise.resolve();
  for (const [index, suite] of suites.entries()) {
    if (suite.beside || suite.alone) await beside;
    if (isOver()) break;
    const running = run(suite).then(lines => {
      ended[index] = lines;
    });
    if (suite.beside) {
      // Whatever it throws is thrown where it is waited for.
      running.catch(() => {});
      beside = running;
    } else await running;
  }
  await beside;
  return ended.flat();
}
