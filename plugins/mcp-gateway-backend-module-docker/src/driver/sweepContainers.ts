import type { Engine } from './Engine';
import { RunFolder } from './RunFolder';

/**
 * Ends containers whose owner is gone, found by their labels, and removes what is left of their folders.
 *
 * @returns the ids of runtimes of which anything was left.
 */
export async function sweepContainers(options: {
  engine: Engine;
  instance: string;
  runDirectory: string;
  isAlive(owner: string): boolean;
}): Promise<string[]> {
  const { engine, instance, runDirectory, isAlive } = options;
  const ended = new Set<string>();
  for (const { id, labels } of await engine.list(instance)) {
    if (isAlive(labels.owner)) continue;
    await engine.remove(id);
    ended.add(labels.runtimeId);
  }
  for (const { runtimeId, owner, folder } of await RunFolder.list(
    runDirectory,
  )) {
    if (isAlive(owner)) continue;
    await folder.remove();
    ended.add(runtimeId);
  }
  return [...ended];
}
