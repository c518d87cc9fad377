import type { Engine } from './Engine';
import { RunFolder } from './RunFolder';

/**
 * Ends containers whose owner is gone, and those of an owner here that belong to none of its runtimes: made by an engine that was
 * asked for them, and whose answer was lost. Found by their labels; what is left of their folders is removed.
 *
 * @returns the ids of runtimes of which anything was left.
 */
export async function sweepContainers(options: {
  engine: Engine;
  instance: string;
  runDirectory: string;
  isAlive(owner: string): boolean;
  /** Whether a runtime of a living owner may still be there, as far as anybody knows here. */
  isHeld(runtime: { owner: string; runtimeId: string }): boolean;
}): Promise<string[]> {
  const { engine, instance, runDirectory, isAlive, isHeld } = options;
  const ended = new Set<string>();
  const problems: unknown[] = [];
  for (const { id, labels } of await engine.list(instance)) {
    if (isAlive(labels.owner) && isHeld(labels)) continue;
    try {
      await engine.remove(id);
      ended.add(labels.runtimeId);
    } catch (error) {
      // Others are not kept for it; it is tried again the next time.
      problems.push(error);
    }
  }
  for (const { runtimeId, owner, folder } of await RunFolder.list(
    runDirectory,
  )) {
    if (isAlive(owner)) continue;
    await folder.remove();
    ended.add(runtimeId);
  }
  if (problems.length > 0) throw problems[0];
  return [...ended];
}
