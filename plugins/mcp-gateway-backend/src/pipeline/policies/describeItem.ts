import type { CedarValueJson } from '@cedar-policy/cedar-wasm/nodejs';
import type {
  AccessDocument,
  AccessTool,
  PolicyItem,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CedarEntity } from './types';

const RISKS = ['low', 'medium', 'high', 'critical'];
const CLASSES = ['public', 'internal', 'confidential', 'restricted'];

/** What is called: ToolHive's `Tool`, `Prompt` or `Resource` in its `MCP`, with what the portal knows of it. */
export function describeItem(
  item: PolicyItem,
  document: AccessDocument,
): CedarEntity {
  const { owner, ownerRef, ...server } = describeServer(document);
  const parents = [{ type: 'MCP', id: server.server }];
  const common = { ...server, owner, ownerRef };
  switch (item.kind) {
    case 'tool':
      return {
        uid: { type: 'Tool', id: item.name },
        attributes: {
          ...common,
          ...{ name: item.name, feature: 'tool', operation: 'call' },
          ...hintsOf(item.name, document),
        },
        parents,
      };
    case 'prompt':
      return {
        uid: { type: 'Prompt', id: item.name },
        attributes: {
          ...common,
          ...{ name: item.name, feature: 'prompt', operation: 'get' },
        },
        parents,
      };
    case 'resource':
      return {
        uid: { type: 'Resource', id: item.uri },
        attributes: {
          ...common,
          ...{ name: item.uri, uri: item.uri },
          ...{ feature: 'resource', operation: 'read' },
        },
        parents,
      };
    default:
      return item satisfies never;
  }
}

function describeServer(document: AccessDocument) {
  const { owner, serverRef, dataClassification, riskTier } = document;
  const type = owner.startsWith('group:') ? 'THVGroup' : 'Client';
  return {
    server: serverRef,
    owner: { __entity: { type, id: owner } },
    ownerRef: owner,
    dataClassification,
    dataClassificationLevel: CLASSES.indexOf(dataClassification),
    risk: riskTier,
    riskLevel: RISKS.indexOf(riskTier),
  };
}

const surfaces = new WeakMap<object, ReadonlyMap<string, AccessTool>>();

/** From the approved surface, never from the client. What a tool does not say counts as the worst. */
function hintsOf(
  name: string,
  document: AccessDocument,
): Record<string, CedarValueJson> {
  const tools = document.approvedRevision?.tools ?? [];
  let known = surfaces.get(tools);
  if (!known) {
    known = new Map(tools.map(tool => [tool.name, tool]));
    surfaces.set(tools, known);
  }
  const { effect = 'destroys', openWorld = true } = known.get(name) ?? {};
  return {
    effect,
    readOnlyHint: effect === 'reads',
    destructiveHint: effect === 'destroys',
    // The access document does not tell: only reading is taken to be repeatable.
    idempotentHint: effect === 'reads',
    openWorldHint: openWorld,
  };
}
