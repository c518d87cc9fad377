import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { endTree, knowProcess } from '../runtime/endTree';
import { isProcessAlive } from '../runtime/processOwner';
import type { RuntimeRecords } from '../runtime/RuntimeRecords';
import { readRuntimeTitle } from '../runtime/runtimeTitle';
import { releaseCgroup } from './releaseCgroup';

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
  const { records } = options;
  const { installation } = records;
  const isAlive = (owner: string) =>
    isProcessAlive(owner) ?? options.isAlive(owner);
  const ended = new Set<string>();
  for (const name of readdirSync('/proc')) {
    const found = Number(name) > 0 ? titleOf(name) : undefined;
    // Another installation's gateways are in a database that this one does not know.
    if (found?.installation !== installation) continue;
    if (isAlive(found.owner)) continue;
    const known = knowProcess(Number(name));
    if (known) await endTree(known);
    ended.add(found.runtimeId);
  }
  for (const { runtimeId, owner, cgroups } of records.list()) {
    if (isAlive(owner)) continue;
    ended.add(runtimeId);
    const isGone = await releaseCgroup({
      remove: () => cgroups.forEach(removeGroup),
    });
    if (isGone) records.remove(runtimeId);
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
  if (existsSync(folder)) rmdirSync(folder);
}
