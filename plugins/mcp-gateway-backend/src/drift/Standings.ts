import {
  type AccessDocument,
  type Departure,
  nextStanding,
  type ToolStanding,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { approvalOf, comparedServer } from './comparedServer';
import type { ComparedServer, Sighting } from './types';

/** Where tools stand, as this replica knows it, in memory: what calls are decided on. */
export class Standings {
  static create() {
    return new Standings();
  }

  readonly #byServer = new Map<string, Map<string, ToolStanding>>();
  /** Documents as they are decided on, until a tool of theirs moves. */
  #marked = new WeakMap<AccessDocument, AccessDocument>();

  private constructor() {}

  of(serverId: string, tool: string): ToolStanding | undefined {
    return this.#byServer.get(serverId)?.get(tool);
  }

  /** The tools of a server of which anything was seen. */
  toolsOf(serverId: string): string[] {
    return [...(this.#byServer.get(serverId)?.keys() ?? [])];
  }

  /** How many tools of a server are remembered. */
  count(serverId: string): number {
    return this.#byServer.get(serverId)?.size ?? 0;
  }

  /** Takes over what is written down. Returns the ids of servers where it makes a difference. */
  apply(sightings: readonly Sighting[]): Set<string> {
    const moved = new Set<string>();
    for (const { serverId, tool, standing } of sightings) {
      const ofServer = this.#byServer.get(serverId) ?? new Map();
      this.#byServer.set(serverId, ofServer);
      const before = ofServer.get(tool);
      if (before && isOlder(standing, before)) continue;
      ofServer.set(tool, standing);
      if (before?.departure !== standing.departure) moved.add(serverId);
    }
    // Also where it makes none: a decision that comes later is judged by what was seen last.
    if (sightings.length > 0) this.#marked = new WeakMap();
    return moved;
  }

  /** How a tool departs, judged by what this document says is approved. */
  departure(server: ComparedServer, tool: string): Departure | undefined {
    const standing = this.of(server.document.serverId, tool);
    return (
      standing &&
      nextStanding(standing, { type: 'decided' }, approvalOf(server, tool))
        ?.departure
    );
  }

  /** The document with its quarantined tools marked. The same object for the same document, until a tool moves. */
  mark(document: AccessDocument): AccessDocument {
    const known = this.#marked.get(document);
    if (known) return known;
    const marked = this.#mark(document);
    this.#marked.set(document, marked);
    return marked;
  }

  #mark(document: AccessDocument): AccessDocument {
    const server = comparedServer(document);
    const revision = document.approvedRevision;
    if (!server || !revision || !this.#byServer.has(document.serverId)) {
      return document;
    }
    const tools = server.tools.map(tool => {
      const departure = this.departure(server, tool.name);
      return departure ? { ...tool, quarantined: departure } : tool;
    });
    return tools.every((tool, index) => tool === server.tools[index])
      ? document
      : { ...document, approvedRevision: { ...revision, tools } };
  }
}

/** Answers of the database arrive in any order. What was seen to depart ends by a later decision alone. */
function isOlder(standing: ToolStanding, before: ToolStanding): boolean {
  if (standing.settledAt !== before.settledAt) {
    return standing.settledAt < before.settledAt;
  }
  return (
    before.departure !== undefined &&
    !before.reason.startsWith('decided') &&
    standing.departure === undefined
  );
}
