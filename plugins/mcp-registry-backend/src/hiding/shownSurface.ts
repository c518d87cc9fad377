import type { ToolSurface } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { findHiddenTools } from './HiddenToolStore';

/** A tool surface without what its owner hides: what lists and searches, which are alike for everybody, may tell of. */
export async function shownSurface(
  knex: Knex,
  serverId: string,
  surface: ToolSurface,
): Promise<ToolSurface> {
  const record = (await findHiddenTools(knex, [serverId])).get(serverId);
  if (!record) return surface;
  const hidden = new Set(record.names);
  return {
    ...surface,
    tools: surface.tools.filter(({ name }) => !hidden.has(name)),
  };
}
