import { spawnSync } from 'node:child_process';
import { ordinaryUser } from './runHostile.mjs';

/** Without it the tier of gVisor is left out; in CI it is run, and fails: a skip would look like a pass. */
const hasGvisor = () =>
  Boolean(process.env.CI) || spawnSync('runsc', ['--version']).status === 0;

/** As whom, with which bounds and behind what the hostile program is run on this machine. */
export function variants() {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) {
    return [{ name: 'an ordinary user', options: { useCgroups: true } }];
  }
  return [
    { name: 'root, control groups', options: { useCgroups: true } },
    { name: 'root, rlimits and watchdog', options: { useCgroups: false } },
    {
      name: 'an ordinary user',
      options: { useCgroups: true, as: ordinaryUser() },
    },
    ...(hasGvisor()
      ? [
          {
            name: 'root, gVisor',
            options: { useCgroups: true, useGvisor: true },
          },
        ]
      : []),
  ];
}
