import { parseEntityRef } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import {
  REASONS,
  type DecisionReason,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { ALL_SERVERS } from '../edge/endpoints';
import { sanitizeText } from '../evidence/sanitizeText';
import type { Call } from '../pipeline/types';
import { askLink } from './askLink';

/** What a refused caller is told. */
export interface Explanation {
  code: number;
  /** For people, whole: chat apps show nothing but this. */
  text: string;
  /** The same for programs. */
  data: JsonObject;
  /** Where to ask for access, when asking helps. */
  ask?: string;
}

/**
 * Says what was refused, by whom, who can say yes and where to ask. A server that the person may not know of is
 * `server.not-found` by now: then nothing but the request itself is repeated.
 */
export function explain(
  call: Call,
  reason: DecisionReason,
  options: { portalUrl?: string },
): Explanation {
  const { rpc: code, text } = REASONS[reason];
  const { requestId, refusal, message, serverRef } = call;
  const ask = askLink(call, reason, options.portalUrl);
  const owner = ownerOf(call, reason);
  const tool = message?.tool && sanitizeText(message.tool, 200);
  const where = serverRef === ALL_SERVERS ? 'all of your servers' : serverRef;
  const sentences = [
    text,
    ...(refusal?.text ? [sanitizeText(refusal.text, 500)] : []),
    ...(isDecided(call, reason)
      ? [
          `Refused by the gateway: ${
            tool ? `the tool ${tool} of ${where}` : where
          }, request ${requestId}.`,
        ]
      : []),
    ...(owner ? [`Who can say yes: ${inWords(owner)}.`] : []),
    ...(ask ? [`${invitation(reason)}: ${ask}`] : []),
  ];
  return {
    code,
    text: sentences.join(' '),
    ...(ask && { ask }),
    data: {
      reason,
      requestId,
      // The gateway says so itself; what a server refuses reaches the client in the server's own words.
      ...(reason.startsWith('upstream.')
        ? { failedAt: 'server' }
        : { refusedBy: 'gateway' }),
      ...(isDecided(call, reason) && {
        ...(serverRef !== ALL_SERVERS && { server: serverRef }),
        ...(tool && { tool }),
      }),
      ...(owner && { owner }),
      ...(ask && { ask }),
      ...refusal?.data,
    },
  };
}

function invitation(reason: DecisionReason): string {
  switch (reason) {
    case 'credential.needs-sign-in':
      return 'Link your account here';
    case 'guard.needs-approval':
      return 'Confirm it here';
    default:
      return 'Ask for it here';
  }
}

function isDecided(call: Call, reason: DecisionReason): boolean {
  return (
    call.principal !== undefined &&
    /^(stop|server|tool|condition|permission|grant|policy|guard|credential)\./.test(
      reason,
    )
  );
}

/** Whom to turn to. Nobody is named for what there is not, or may not be known. */
function ownerOf(call: Call, reason: DecisionReason): string | undefined {
  return reason.startsWith('grant.') ||
    (reason.startsWith('stop.') && reason !== 'stop.caller') ||
    reason.startsWith('condition.') ||
    reason === 'server.waiting' ||
    reason === 'server.suspended'
    ? call.document?.owner
    : undefined;
}

function inWords(ref: string): string {
  const { kind, namespace, name } = parseEntityRef(ref);
  const where = namespace === 'default' ? name : `${namespace}/${name}`;
  return kind.toLocaleLowerCase('en-US') === 'group'
    ? `the group ${where}`
    : where;
}
