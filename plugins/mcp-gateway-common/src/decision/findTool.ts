import type { AccessTool } from '../access/accessDocument';

const SMALL = 16;

/** Indexes of large surfaces: a surface never changes, another one is another array. */
const indexes = new WeakMap<
  readonly AccessTool[],
  ReadonlyMap<string, AccessTool>
>();

/** The tool of a surface that has this name. */
export function findTool(
  tools: readonly AccessTool[] | null | undefined,
  name: string | undefined,
): AccessTool | undefined {
  if (!tools || name === undefined) return undefined;
  if (tools.length <= SMALL) return tools.find(tool => tool.name === name);
  let index = indexes.get(tools);
  if (!index) {
    // Names are unique; were one not, the first would count, as in a small surface.
    index = new Map([...tools].reverse().map(tool => [tool.name, tool]));
    indexes.set(tools, index);
  }
  return index.get(name);
}
