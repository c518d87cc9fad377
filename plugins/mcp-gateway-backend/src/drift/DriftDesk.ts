import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import type { SightingStore } from './SightingStore';
import type { Sighting } from './types';

const MAX_TOOLS = 2_000;

/** Tells the registry which tools are held back, and as what servers list them. */
export class DriftDesk {
  static create(options: {
    store: Pick<SightingStore, 'held'>;
    directory: Pick<AccessDirectory, 'refs' | 'get'>;
  }) {
    return new DriftDesk(options);
  }

  readonly #options: Parameters<typeof DriftDesk.create>[0];

  private constructor(options: Parameters<typeof DriftDesk.create>[0]) {
    this.#options = options;
  }

  /** A page of the servers that the registry knows now, in the order of their ids. */
  async list(after?: string): Promise<GatewaySchemas['DriftPage']> {
    const { store, directory } = this.#options;
    const ids = new Set(
      directory.refs().map(ref => directory.get(ref)?.serverId),
    );
    const servers = new Map<string, GatewaySchemas['HeldTool'][]>();
    const rows = await store.held({ limit: MAX_TOOLS + 1, after });
    const whole = wholeServers(rows);
    for (const sighting of whole) {
      const { serverId, tool, standing, definition, since } = sighting;
      const { departure, reason } = standing;
      if (!departure || !ids.has(serverId)) continue;
      const held = servers.get(serverId) ?? [];
      servers.set(serverId, held);
      held.push({
        ...{ name: tool, departure, reason, since },
        ...(definition && { definition }),
      });
    }
    return {
      ...(rows.length > MAX_TOOLS && { nextCursor: whole.at(-1)?.serverId }),
      items: [...servers].map(([serverId, tools]) => ({ serverId, tools })),
    };
  }
}

/** Where a page is full, its last server may go on beyond it: then it comes with the next one, unless it is the only one. */
function wholeServers(rows: readonly Sighting[]): readonly Sighting[] {
  if (rows.length <= MAX_TOOLS) return rows;
  const last = rows[rows.length - 1].serverId;
  const before = rows.filter(({ serverId }) => serverId !== last);
  return before.length > 0 ? before : rows.slice(0, MAX_TOOLS);
}
