// Where servers run, and what this machine has of that.
import { missingEngine } from '../../engines/lib/engines.mjs';
import { missingBubblewrap } from '../../hostile/lib/missingBubblewrap.mjs';
import { EngineGround } from './EngineGround.mjs';
import { SandboxGround } from './SandboxGround.mjs';

/** Each with its share of the rounds, and why it cannot be here. */
export const GROUNDS = {
  docker: {
    share: 3,
    missing: () => missingEngine('docker'),
    create: () => EngineGround.create('docker'),
  },
  podman: {
    share: 3,
    missing: () => missingEngine('podman'),
    create: () => EngineGround.create('podman'),
  },
  sandbox: {
    share: 4,
    missing: missingBubblewrap,
    create: () => SandboxGround.create(),
  },
};

/** Those that can be here; what cannot is said. */
export function groundsHere() {
  return Object.entries(GROUNDS).flatMap(([name, { missing }]) => {
    const why = missing();
    if (why) process.stdout.write(`NOT RUN on ${name}: ${why}\n`);
    return why ? [] : [name];
  });
}

/** How many of the rounds each gets: as its share says, and all together all. */
export function roundsOf(rounds, names) {
  const shares = names.map(name => GROUNDS[name].share);
  const all = shares.reduce((sum, share) => sum + share, 0);
  let before = 0;
  let given = 0;
  return shares.map(share => {
    before += share;
    const until = Math.round((rounds * before) / all);
    const own = until - given;
    given = until;
    return own;
  });
}
