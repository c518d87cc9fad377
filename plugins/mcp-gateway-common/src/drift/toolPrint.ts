import type { AccessTool } from '../access/accessDocument';
import type { SurfaceTool } from '../surface/describeTool';
import type { ToolEffect } from '../surface/toolEffect';

/** What of a tool is compared: its words and schemas by their digest, its annotations by what they claim. */
export interface ToolPrint {
  digest: string;
  /** What the annotations say that it does. */
  effect: ToolEffect;
  /** They say that it stays within its own system. */
  closedWorld: boolean;
  /** They say that calling it twice does no more than once. */
  idempotent: boolean;
}

/** The print of a tool that a server lists. */
export function printOf(tool: SurfaceTool): ToolPrint {
  const { digest, effect, annotations } = tool;
  return {
    digest,
    effect,
    closedWorld: annotations?.openWorldHint === false,
    idempotent: annotations?.idempotentHint === true,
  };
}

/** The print of a tool that was approved. */
export function approvedPrint(tool: AccessTool): ToolPrint {
  const { digest, effect, openWorld, idempotent } = tool;
  return {
    digest,
    effect,
    closedWorld: openWorld === false,
    idempotent: idempotent === true,
  };
}

const HARM: Record<ToolEffect, number> = { reads: 0, changes: 1, destroys: 2 };

/** Whether annotations claim less harm than was approved: clients ask their person less often then. More is no matter. */
export function isLoosened(approved: ToolPrint, seen: ToolPrint): boolean {
  return (
    HARM[seen.effect] < HARM[approved.effect] ||
    (seen.closedWorld && !approved.closedWorld) ||
    (seen.idempotent && !approved.idempotent)
  );
}
