import { InputError } from '@backstage/errors';
import type {
  DecisionInput,
  PolicyArguments,
  PolicyEvaluator,
  PolicyItem,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { isObject } from '../../rewrite/isObject';
import type { Call } from '../types';

/** What the policies are asked about a call: its arguments, and what it names. */
export function policiesOf(
  { action, message }: Pick<Call, 'action' | 'message'>,
  evaluator: PolicyEvaluator,
): DecisionInput['policies'] {
  const params = message?.params ?? {};
  switch (action?.kind) {
    case 'tool':
      return { evaluator, arguments: argumentsIn(params) };
    case 'other':
      return {
        evaluator,
        arguments: argumentsIn(params),
        items: itemsIn(action.method, params),
      };
    case 'task':
    case 'session':
    case 'list':
    case undefined:
      return { evaluator, arguments: 'unknown' };
    default:
      return action satisfies never;
  }
}

function argumentsIn(
  params: Readonly<Record<string, unknown>>,
): PolicyArguments {
  const { arguments: args = {} } = params;
  // Never decided as if there were none.
  if (!isObject(args)) throw new InputError('arguments must be an object');
  return args;
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
