import {
  type AccessDocument,
  type AccessGrant,
  coversAction,
  type GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Foresight } from './Foresight';
import type { Pace } from './Pace';
import { OTHERS } from './OTHERS';
import { toHeldGrant } from './toHeldGrant';
import type { FoundPrincipal } from './types';

type CallableServer = GatewaySchemas['CallableServer'];
type CallableTool = GatewaySchemas['CallableTool'];

const LIST = { kind: 'list', method: 'tools/list' } as const;

/** What somebody may do on one server, tool by tool. */
export async function describeServer(options: {
  document: AccessDocument;
  found: FoundPrincipal;
  foresight: Foresight;
  /** Whoever asks may know of tools that are hidden from whom it is about. */
  seesHidden: boolean;
  /** The grants of theirs that hold now. */
  held: readonly AccessGrant[];
  pace: Pace;
}): Promise<CallableServer> {
  const { document, foresight, seesHidden, held, pace } = options;
  const listed = document.approvedRevision?.tools;
  const tools: CallableTool[] = [];
  for (const tool of listed ?? namedIn(document, held)) {
    const { name } = tool;
    const action = { kind: 'tool', method: 'tools/call', tool: name } as const;
    const isTheirs = held.some(grant => coversAction(grant, action));
    if (tool.hidden && !seesHidden && !isTheirs) continue;
    const { said } = foresight.foresee({ ...options, action });
    tools.push({
      name,
      ...(tool.effect && { does: tool.effect }),
      ...(tool.hidden && { isHidden: true }),
      ...said,
    });
    await pace.keep();
  }
  const allowed = tools.filter(({ effect }) => effect === 'allow').length;
  const { serverRef, title, owner, status } = document;
  return {
    ...{ serverRef, title, owner, status, tools, allowed },
    refused: tools.length - allowed,
    areToolsKnown: Boolean(listed),
    grants: held.map(toHeldGrant),
    access: foresight.foresee({ ...options, action: LIST }).said,
    others: foresight.foresee({ ...options, action: OTHERS }).said,
  };
}

/** Where nobody knows the tools, those that grants name are what there is to say. */
function namedIn(
  document: AccessDocument,
  held: readonly AccessGrant[],
): { name: string; effect?: undefined; hidden?: undefined }[] {
  if (!document.approvedRevision) return [];
  const names = held.flatMap(({ tools }) =>
    tools.kind === 'named' ? tools.names : [],
  );
  return [...new Set(names)].map(name => ({ name }));
}
