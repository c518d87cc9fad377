import type {
  DecisionInput,
  PolicyEvaluator,
  PolicyItem,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { isObject } from '../../rewrite/isObject';
import type { Call } from '../types';

/**
 * What the policies are asked about a call: its arguments, and what it names. `unreadable`: its arguments are no object,
 * and nothing is ever decided as if there were none.
 */
export function policiesOf(
  { action, message }: Pick<Call, 'action' | 'message'>,
  evaluator: PolicyEvaluator,
): NonNullable<DecisionInput['policies']> | 'unreadable' {
  const params = message?.params ?? {};
  const { arguments: args = {} } = params;
  switch (action?.kind) {
    case 'tool':
      return isObject(args) ? { evaluator, arguments: args } : 'unreadable';
    case 'other':
      return isObject(args)
        ? {
            evaluator,
            arguments: args,
            items: itemsIn(action.method, params),
          }
        : 'unreadable';
    case 'task':
    case 'session':
    case 'list':
    case undefined:
      return { evaluator, arguments: 'unknown' };
    default:
      return action satisfies never;
  }
}

/** Every prompt and resource that a request names; a name that is none is the empty one, which no policy names. */
function itemsIn(
  method: string,
  params: Readonly<Record<string, unknown>>,
): PolicyItem[] {
  switch (method) {
    case 'prompts/list':
    case 'resources/list':
    case 'resources/templates/list':
      return [];
    case 'prompts/get':
      return [{ kind: 'prompt', name: text(params.name) }];
    case 'completion/complete': {
      const ref = isObject(params.ref) ? params.ref : {};
      return ref.type === 'ref/prompt'
        ? [{ kind: 'prompt', name: text(ref.name) }]
        : [{ kind: 'resource', uri: text(ref.uri) }];
    }
    case 'subscriptions/listen':
      return listenedTo(params);
    default:
      return [{ kind: 'resource', uri: text(params.uri) }];
  }
}

function listenedTo(params: Readonly<Record<string, unknown>>): PolicyItem[] {
  const { notifications } = params;
  const uris = isObject(notifications)
    ? notifications.resourceSubscriptions
    : undefined;
  return Array.isArray(uris)
    ? uris.map(uri => ({ kind: 'resource' as const, uri: text(uri) }))
    : [{ kind: 'resource', uri: '' }];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
