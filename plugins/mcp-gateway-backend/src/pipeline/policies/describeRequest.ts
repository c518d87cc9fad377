import type {
  PolicyItem,
  PolicyRequest,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { describeArguments } from './describeArguments';
import { describeItem } from './describeItem';
import { describePrincipal } from './describePrincipal';
import type { CedarRequest } from './types';

const ACTIONS = {
  tool: 'call_tool',
  prompt: 'get_prompt',
  resource: 'read_resource',
} as const satisfies Record<PolicyItem['kind'], string>;

/** Says in ToolHive's vocabulary what a policy is asked. */
export function describeRequest(request: PolicyRequest): CedarRequest {
  const { principal, document, item } = request;
  const { entity, claims } = describePrincipal(principal);
  const resource = describeItem(item, document);
  const args = describeArguments(request.arguments);
  return {
    principal: entity,
    action: { type: 'Action', id: ACTIONS[item.kind] },
    resource: { ...resource, attributes: { ...args, ...resource.attributes } },
    context: { ...args, ...claims },
    hasArguments: request.arguments !== 'unknown',
  };
}
