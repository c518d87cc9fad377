import type { Tool, ToolEffect } from '../api/types';

/** The effects, mildest first. */
export const EFFECTS = ['reads', 'changes', 'destroys'] as const;

/** Tools by what they can do, mildest first; empty groups are left out. */
export function groupTools(
  tools: readonly Tool[],
): Array<{ effect: ToolEffect; tools: Tool[] }> {
  return EFFECTS.map(effect => ({
    effect,
    tools: tools.filter(tool => tool.effect === effect),
  })).filter(group => group.tools.length > 0);
}

/** The tools of `tools` that a selection covers. */
export function selectedTools(
  tools: readonly Tool[],
  selection: { kind: 'all' | 'named'; names?: string[] },
): Tool[] {
  return selection.kind === 'all'
    ? [...tools]
    : tools.filter(tool => selection.names?.includes(tool.name));
}
