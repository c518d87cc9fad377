import type { Call } from '../../pipeline/types';
import type { HistoryStep, SentStep } from './HistoryStep';

/** Of the methods that are no tools, those whose answers tell what there is and not what is in it. */
const WITHOUT_DATA: ReadonlySet<string> = new Set([
  'resources/list',
  'resources/templates/list',
  'resources/subscribe',
  'resources/unsubscribe',
  'subscriptions/listen',
  'prompts/list',
]);

/** What nobody knows anything of is taken for the worst. */
const UNKNOWN = { effect: 'destroys', openWorld: true } as const;

/** What a call does, for rules that look at history. */
export function stepOf(call: Call): HistoryStep {
  const { message, action } = call;
  if (message?.kind === 'response') {
    // It answers a question of the server: what it says goes there as arguments do.
    return { sent: { kind: 'input', name: 'response', ...UNKNOWN } };
  }
  if (message?.kind !== 'request' || !action) {
    // A stream that is taken up again brings the answers to calls that were made before.
    const isResumed =
      call.httpMethod === 'GET' && call.headers['last-event-id'] !== undefined;
    return isResumed ? { read: 'unknown' } : {};
  }
  switch (action.kind) {
    case 'session':
    case 'list':
      return {};
    case 'tool':
      return {
        sent: toolStep(call, 'call', action.tool),
        read: { tool: action.tool },
      };
    case 'task':
      return {
        ...(action.method === 'tasks/update' && {
          sent: toolStep(call, 'input', action.tool),
        }),
        read: action.tool === undefined ? 'unknown' : { tool: action.tool },
      };
    case 'other': {
      const { method: name } = action;
      if (WITHOUT_DATA.has(name)) return {};
      return {
        sent: { kind: 'call', name, effect: 'reads', openWorld: true },
        read: {},
      };
    }
    default:
      return action satisfies never;
  }
}

function toolStep(
  { document }: Call,
  kind: SentStep['kind'],
  name: string | undefined,
): SentStep {
  const tools = document?.approvedRevision?.tools;
  const tool = tools?.find(each => each.name === name);
  return {
    kind,
    name: name ?? 'tasks/update',
    ...(name !== undefined && { tool: name }),
    ...(tool
      ? { effect: tool.effect, openWorld: tool.openWorld !== false }
      : UNKNOWN),
  };
}
