// What is killed in a round, and when.
import { setTimeout as wait } from 'node:timers/promises';
import { killProcess } from './machineProcesses.mjs';

const LATEST_MS = 500;
const PATIENCE_MS = 5_000;
/** How long an engine may be away before it is started again. */
const LONGEST_AWAY_MS = 1_500;

/** A random moment; half of them while runtimes start. */
async function aMoment(stage, random) {
  if (random() < 0.5) await stage.restart();
  await wait(random() * LATEST_MS);
}

/** One of what is found; a moment later where there is nothing yet. */
async function killOne(random, find) {
  const until = performance.now() + PATIENCE_MS;
  let pids = await find();
  while (pids.length === 0 && performance.now() < until) {
    await wait(20);
    pids = await find();
  }
  const at = random();
  if (pids.length === 0) return false;
  return await killProcess(pids[Math.floor(at * pids.length)]);
}

/** Each kills something of a stage at a random moment, and says what. */
export const KILLS = {
  async gateway(stage, random) {
    await aMoment(stage, random);
    const slot = Math.floor(random() * stage.gateways.length);
    await stage.killGateway(slot);
    return { killed: true, slot };
  },

  /** A process of a runtime. */
  async runtime(stage, random) {
    await aMoment(stage, random);
    return { killed: await killOne(random, () => stage.ground.victims()) };
  },

  /** The process that listens in a sandbox for the driver: it lives for a tenth of a second. */
  async helper(stage) {
    await stage.restart();
    const until = performance.now() + PATIENCE_MS;
    while (performance.now() < until) {
      const [helper] = stage.ground.helpers(stage.gateways);
      if (helper && (await killProcess(helper))) return { killed: true };
      await wait(3);
    }
    return { killed: false };
  },

  /** The container engine, or the part of it that starts containers; it comes back as a service of the machine does. */
  async engine(stage, random) {
    await aMoment(stage, random);
    const killed = await killOne(random, () => stage.ground.engines());
    await wait(random() * LONGEST_AWAY_MS);
    await stage.ground.startEngine();
    return { killed };
  },

  /** What goes over the engine's socket: all of it, or one connection. */
  async connection(stage, random) {
    await aMoment(stage, random);
    const isAll = random() < 0.4;
    const at = random();
    const cut = stage.ground.cut(ways =>
      isAll ? ways : ways.slice(Math.floor(at * ways.length)).slice(0, 1),
    );
    return { killed: cut > 0 };
  },

  /** What looks after one container. */
  async keeper(stage, random) {
    await aMoment(stage, random);
    return { killed: await killOne(random, () => stage.ground.keepers()) };
  },
};

/** Which of them, by how often each is wanted. @param {Record<string, number>} kinds shares, one altogether */
export function chooseKill(random, kinds) {
  let left = random();
  for (const [kind, share] of Object.entries(kinds)) {
    left -= share;
    if (left < 0) return kind;
  }
  return Object.keys(kinds)[0];
}
