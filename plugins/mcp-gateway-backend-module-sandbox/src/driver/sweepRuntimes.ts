import { readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { endTree, knowProcess } from '../runtime/endTree';
import type { RuntimeRecords } from '../runtime/RuntimeRecords';
import { readRuntimeTitle } from '../runtime/runtimeTitle';

/**
 * Ends processes of runtimes whose owner is gone, found by what they are called, and removes what is left of such runtimes.
 * They end with their gateway by themselves; this is for what was on its way at that moment.
 *
 * @returns the ids of runtimes of which anything was left.
 */
export async function sweepRuntimes(options: {
  records: RuntimeRecords;
  isAlive(owner: string): boolean;
}): Promise<string[]> {
  const { records, isAlive } = options;
  const ended = new Set<string>();
  for (const name of readdirSync('/proc')) {
    const found = Number(name) > 0 ? titleOf(name) : undefined;
    if (!found || isAlive(found.owner)) continue;
    const known = knowProcess(Number(name));
    if (known) await endTree(known);
    ended.add(found.runtimeId);
  }
  for (const { runtimeId, owner, cgroups } of records.list()) {
    if (isAlive(owner)) continue;
    cgroups.forEach(removeGroup);
    records.remove(runtimeId);
    ended.add(runtimeId);
  }
  return [...ended];
}

function titleOf(pid: string) {
  try {
    return readRuntimeTitle(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return undefined;
  }
}

function removeGroup(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It is gone, or what is in it is on its way to be.
  }
}
