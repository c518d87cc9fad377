// What is killed in a round, and when.
import { setTimeout as wait } from 'node:timers/promises';
import { findHelpers } from './sandboxProcesses.mjs';

const LATEST_MS = 500;
const HELPER_PATIENCE_MS = 5_000;

const pick = (random, list) => list[Math.floor(random() * list.length)];

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false; // it had ended by itself
  }
}

/** Each kills something of a stage at a random moment, and says what. */
export const KILLS = {
  async gateway(stage, random) {
    // Half of them while they start runtimes.
    if (random() < 0.5) await stage.restart();
    await wait(random() * LATEST_MS);
    const slot = Math.floor(random() * stage.gateways.length);
    await stage.killGateway(slot);
    return { killed: true, slot };
  },

  /** Any process of any runtime: bubblewrap outside, the sandbox's first, the gate or the server. */
  async runtime(stage, random) {
    if (random() < 0.5) await stage.restart();
    await wait(random() * LATEST_MS);
    const runtime = pick(random, stage.runtimes);
    return { killed: runtime ? kill(pick(random, runtime.pids)) : false };
  },

  /** The process that listens in a sandbox for the driver: it lives for a tenth of a second. */
  async helper(stage) {
    const gateways = stage.gateways.map(({ pid }) => pid);
    await stage.restart();
    const until = performance.now() + HELPER_PATIENCE_MS;
    while (performance.now() < until) {
      const [helper] = findHelpers(gateways);
      if (helper && kill(helper)) return { killed: true };
      await wait(3);
    }
    return { killed: false };
  },
};

/** Which of them: gateways take seconds to come back. */
export function chooseKill(random) {
  const at = random();
  if (at < 0.3) return 'gateway';
  return at < 0.75 ? 'runtime' : 'helper';
}
