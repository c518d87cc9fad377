import {
  nextStanding,
  type ToolStanding,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { approvalOf } from './comparedServer';
import type { ComparedServer, ToolNews } from './types';

/** A tool that moved, and what it was listed as last. */
export interface MovedTool extends Pick<ToolNews, 'tool' | 'definition'> {
  standing: ToolStanding;
}

/**
 * Applies news of a server's tools in their order: a list may name a tool twice, and then both count.
 *
 * @returns the tools that stand otherwise than before
 */
export function advance(
  server: ComparedServer,
  news: readonly ToolNews[],
  before: (tool: string) => ToolStanding | undefined,
): MovedTool[] {
  const reached = new Map<string, MovedTool>();
  for (const { tool, event, definition } of news) {
    const last = reached.get(tool);
    const standing = nextStanding(
      last?.standing ?? before(tool),
      event,
      approvalOf(server, tool),
    );
    if (!standing) continue;
    // Of two in one list the one that departs is what people have to see.
    const isShown = standing.departure !== 'returned' || !last?.definition;
    reached.set(tool, {
      ...{ tool, standing },
      definition: isShown ? definition : last?.definition,
    });
  }
  return [...reached.values()].filter(
    ({ tool, standing }) => !isSame(standing, before(tool)),
  );
}

function isSame(a: ToolStanding, b: ToolStanding | undefined): boolean {
  return (
    a === b || JSON.stringify(inOrder(a)) === JSON.stringify(b && inOrder(b))
  );
}

/** Rows of the database and standings just made have their fields in another order. */
function inOrder({ departure, reason, seen, settledAt }: ToolStanding) {
  return [
    departure ?? '',
    reason,
    seen && [seen.digest, seen.effect, seen.closedWorld, seen.idempotent],
    settledAt,
  ];
}
