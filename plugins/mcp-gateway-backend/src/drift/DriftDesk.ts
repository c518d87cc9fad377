import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import type { SightingStore } from './SightingStore';

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

  /** Of every server that the registry knows now. */
  async list(): Promise<GatewaySchemas['DriftPage']> {
    const { store, directory } = this.#options;
    const ids = new Set(
      directory.refs().map(ref => directory.get(ref)?.serverId),
    );
    const servers = new Map<string, GatewaySchemas['HeldTool'][]>();
    for (const sighting of await store.held(MAX_TOOLS)) {
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
      items: [...servers].map(([serverId, tools]) => ({ serverId, tools })),
    };
  }
}
