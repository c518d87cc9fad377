// What runs on this machine for hosted servers, found by what it is called, whoever started it.
import { machineProcesses } from './machineProcesses.mjs';

const TITLE = /^sallyport-sandbox:[^:]+:[^:]+:([^:\0]+)\0/;

/**
 * The runtimes of servers of `test/support/rig/hosted` (`args: ['--name', name]`).
 * @param {string} mark a word of all of their command lines
 * @returns {{id: string, name: string, gateway: number, pids: number[]}[]} `gateway`: the process that they are children of
 */
export function findRuntimes(mark) {
  const all = machineProcesses();
  const titled = new Map();
  for (const one of all) {
    const id = TITLE.exec(one.command)?.[1];
    if (id && one.command.includes(mark))
      titled.set(id, [...(titled.get(id) ?? []), one]);
  }
  return [...titled].map(([id, members]) => {
    const pids = new Set(members.map(({ pid }) => pid));
    const outer = members.find(({ parent }) => !pids.has(parent));
    for (let before = 0; before !== pids.size; ) {
      before = pids.size;
      for (const { pid, parent } of all) if (pids.has(parent)) pids.add(pid);
    }
    return {
      id,
      name: /--name\0([^\0]+)/.exec(members[0].command)?.[1],
      gateway: outer.parent,
      pids: [...pids],
    };
  });
}

/** Processes with the mark that belong to none of these gateways: servers that lost their sandbox's first process, too. */
export function findOrphans(mark, gateways) {
  const parents = new Map(machineProcesses().map(one => [one.pid, one.parent]));
  const isHeld = pid =>
    gateways.includes(pid) || (parents.has(pid) && isHeld(parents.get(pid)));
  return machineProcesses()
    .filter(({ pid, command }) => command.includes(mark) && !isHeld(pid))
    .map(({ pid }) => pid);
}

/** Short-lived helpers of these gateways, which listen in a sandbox for the driver. */
export function findHelpers(gateways) {
  return machineProcesses()
    .filter(
      ({ parent, command }) =>
        gateways.includes(parent) && command.includes('[{"address":"127.'),
    )
    .map(({ pid }) => pid);
}
