/**
 * Runs suites in two lanes: those that say `beside` one after the other, and beside them the others one after the other, each lane in
 * the order of the list. One that says `alone` (it needs both cores, or judges how soon something happens) waits until nothing else
 * runs.
 *
 * @template T
 * @param {{name: string, beside?: boolean, alone?: boolean}[]} suites
 * @param {(suite: object) => Promise<T[]>} run
 * @param {() => boolean} isOver asked before each: whether the rest is to be left out
 * @returns {Promise<T[]>} what the runs returned, in the order of the suites
 */
export async function inLanes(suites, run, isOver = () => false) {
  const ended = suites.map(() => []);
  const begin = async index => {
    if (!isOver()) ended[index] = await run(suites[index]);
  };
  let beside = Promise.resolve();
  for (const [index, suite] of suites.entries()) {
    if (suite.beside) {
      beside = beside.then(() => begin(index));
      // Whatever it throws is thrown where it is waited for.
      beside.catch(() => {});
      continue;
    }
    if (suite.alone) await beside;
    await begin(index);
  }
  await beside;
  return ended.flat();
}
