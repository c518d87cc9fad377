import type { BlastRadius } from '../api/types';

type System = BlastRadius['systems'][number];

/** A thing that is reached, and what is reached through it. */
export interface SystemNode {
  readonly system: System;
  readonly through: SystemNode[];
}

/** Puts what is reached below that through which it is reached. Each thing is there once. Pure. */
export function systemTree(systems: readonly System[]): SystemNode[] {
  const nodes = new Map<string, SystemNode>(
    systems.map(system => [system.ref, { system, through: [] }]),
  );
  const roots: SystemNode[] = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(node.system.via.at(-1) ?? '');
    // What cannot be hung up anywhere is shown all the same.
    if (parent && parent !== node) parent.through.push(node);
    else roots.push(node);
  }
  return roots;
}
