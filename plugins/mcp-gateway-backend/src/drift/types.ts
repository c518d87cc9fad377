import type {
  AccessDocument,
  ListedTool,
  ToolEvent,
  ToolStanding,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Where a tool stands, as all replicas know it. */
export interface Sighting {
  serverId: string;
  tool: string;
  standing: ToolStanding;
  /** As it was listed, where that is not what was approved and no larger than is kept. */
  definition?: ListedTool;
  /** Since when it departs, or is served; ISO 8601. */
  since: string;
}

/** What happened to a tool, and what it was listed as. */
export interface ToolNews {
  tool: string;
  event: ToolEvent;
  definition?: ListedTool;
}

/** The approved tools of a server whose digests this gateway can make itself. */
export interface ComparedServer {
  document: AccessDocument;
  tools: NonNullable<NonNullable<AccessDocument['approvedRevision']>['tools']>;
  settledAt: string;
}
