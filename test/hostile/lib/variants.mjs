import { ordinaryUser } from './runHostile.mjs';

/** As whom, and with which bounds, the hostile program is run on this machine. */
export function variants() {
  const isRoot = process.getuid?.() === 0;
  return isRoot
    ? [
        { name: 'root, control groups', options: { useCgroups: true } },
        { name: 'root, rlimits and watchdog', options: { useCgroups: false } },
        {
          name: 'an ordinary user',
          options: { useCgroups: true, as: ordinaryUser() },
        },
      ]
    : [{ name: 'an ordinary user', options: { useCgroups: true } }];
}
