import {
  describeTools,
  type SurfaceTool,
  type ToolSurface,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { HeldTool } from './HeldTool';

/**
 * The approved surface as the server lists it now: what changed in its place, what was added at the end, what was removed
 * gone. A tool that nobody could approve as it is listed (it does not fit) is left out.
 */
export async function liveSurface(
  approved: ToolSurface,
  held: readonly HeldTool[],
): Promise<ToolSurface> {
  const listed = await describeTools(
    held.flatMap(({ departure, definition }) =>
      definition && (departure === 'changed' || departure === 'added')
        ? [definition]
        : [],
    ),
  );
  const now = new Map(listed.map(tool => [tool.name, tool]));
  const away = new Set(
    held.flatMap(({ name, departure }) =>
      departure === 'changed' || departure === 'removed' ? [name] : [],
    ),
  );
  const known = new Set(approved.tools.map(({ name }) => name));
  const kept = approved.tools.flatMap((tool): SurfaceTool[] => {
    if (!away.has(tool.name)) return [tool];
    const live = now.get(tool.name);
    return live ? [live] : [];
  });
  const added = listed.filter(({ name }) => !known.has(name));
  return { ...approved, tools: [...kept, ...added] };
}
