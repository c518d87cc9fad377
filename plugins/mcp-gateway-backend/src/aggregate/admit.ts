import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import { proceed, refuse, type Call, type Stage } from '../pipeline/types';
import { addressOf } from './addressOf';
import { callerOf } from './callerOf';
import type { PersonServers } from './PersonServers';

/** What the endpoint for all servers does itself, or hands to one of them. */
const METHODS = new Set([
  ...['initialize', 'ping', 'server/discover', 'logging/setLevel'],
  ...['notifications/initialized', 'notifications/cancelled'],
  ...['notifications/progress', 'notifications/roots/list_changed'],
  ...['tools/list', 'prompts/list', 'resources/list'],
  ...['resources/templates/list', 'subscriptions/listen'],
  ...['tools/call', 'prompts/get', 'resources/read', 'completion/complete'],
  ...['http/stream', 'http/end-session', 'response'],
]);
const AT_ONE_SERVER = new Set([
  ...['tools/call', 'prompts/get', 'resources/read', 'completion/complete'],
]);

/**
 * Whether a request may come to the endpoint for all servers: from anybody who is signed in. What it is about is decided
 * by the inner calls; here only that it is about something of the person's. A server that they have no access to, one
 * that is not there and a name that is nobody's are alike (D2).
 */
export function admit(options: {
  directory: AccessDirectory;
  servers: PersonServers;
}): Stage {
  const { directory, servers } = options;
  return async call => {
    const { action, message } = call;
    if (!action || !call.principal) {
      throw new Error('A call was to be admitted before it was understood');
    }
    if (directory.state() === 'lost')
      return refuse(call, 'feed.lost', said('feed', 'feed.lost'));
    const stop = directory
      .stops()
      ?.ofCaller(call.principal, call.token?.clients, Date.now());
    if (stop) {
      return refuse(call, 'stop.caller', {
        ...said('stop', 'stop.caller'),
        refusal: {
          ...(stop.message !== undefined && { text: stop.message }),
          data: { stop: stop.id },
        },
      });
    }
    if (!METHODS.has(action.method)) {
      return refuse(call, 'message.unknown-method');
    }
    if (AT_ONE_SERVER.has(action.method)) {
      const address = addressOf(action.method, message?.params ?? {});
      const caller = callerOf(call);
      const exists = () => {
        const document = address && servers.find(caller, address.alias);
        return (
          document !== undefined && address?.paramsAt(document) !== undefined
        );
      };
      // Approved means usable: before a refusal the feed is asked once.
      if (!exists()) await directory.catchUp();
      if (!exists()) {
        const text = 'None of the servers that you may use has it.';
        return refuse(call, 'tool.unknown', {
          ...said('tool', 'tool.unknown'),
          refusal: { text },
        });
      }
    }
    return proceed(call, {
      decision: {
        effect: 'allow',
        reason: 'granted',
        trace: [{ layer: 'server', outcome: 'skip', detail: 'all servers' }],
        changesState: false,
      },
    });
  };
}

/** The refusal as a decision, so that the record can explain it. */
function said(
  layer: 'feed' | 'stop' | 'tool',
  reason: DecisionReason,
): Pick<Call, 'decision'> {
  return {
    decision: {
      effect: 'deny',
      reason,
      trace: [{ layer, outcome: 'deny', reason }],
      changesState: false,
    },
  };
}
