// All rounds where servers run in one way.
import { FaultStage } from './FaultStage.mjs';
import { GROUNDS } from './grounds.mjs';
import { chooseKill, KILLS } from './kills.mjs';
import { seeded } from './seeded.mjs';

/** A gateway is taken for dead after a minute, and every half one is looked for what is left. */
const TIDY_MS = 150_000;

const only = (kinds, wanted) =>
  Object.fromEntries(
    wanted
      .filter(kind => kind in kinds)
      .map((kind, _, { length }) => [kind, 1 / length]),
  );

/**
 * @param {{name: string, rounds: number, seed: number, database: string, logs: string, isHasty: boolean, kinds?: string[], until: number}} options
 * @returns what `summarizeFaults` takes
 */
export async function playRounds(options) {
  const { name, rounds, seed, database, logs, isHasty, until } = options;
  const random = seeded(seed);
  const results = [];
  const failures = [];
  let ground;
  let stage;
  let left = {};
  try {
    ground = await GROUNDS[name].create();
    const shares = options.kinds
      ? only(ground.kinds, options.kinds)
      : ground.kinds;
    stage = await FaultStage.create({
      ...{ ground, database, logs },
      random: seeded(seed + 1),
    });
    stage.begin();
    await stage.converge();
    for (let round = 1; round <= rounds; round++) {
      if (performance.now() > until) break;
      const kind = chooseKill(random, shares);
      try {
        const result = await playRound(stage, kind, random);
        results.push(result);
        const nothing = result.killed ? '' : ' (nothing to kill)';
        process.stdout.write(
          `${name} ${round} ${kind}${nothing} ${Math.round(result.ms)} ms\n`,
        );
      } catch (error) {
        throw new Error(`${name}, round ${round}, ${kind}: ${error.message}`);
      }
    }
    await stage.end();
    if (!isHasty) left = await stage.untilTidy(TIDY_MS);
  } catch (error) {
    failures.push(error.message);
  }
  const calls = stage?.calls() ?? [];
  const orphans = (await stage?.stop()) ?? [];
  const kinds = Object.keys(ground?.kinds ?? {});
  return { kinds, results, calls, orphans, left, failures };
}

async function playRound(stage, kind, random) {
  const { killed, slot } = await KILLS[kind](stage, random);
  if (slot !== undefined) await stage.replaceGateway(slot);
  // What failed twice is started again after a pause; an owner does not wait.
  else await stage.restart();
  const ms = await stage.converge();
  await stage.end();
  await stage.check();
  stage.begin();
  return { kind, killed, ms };
}
