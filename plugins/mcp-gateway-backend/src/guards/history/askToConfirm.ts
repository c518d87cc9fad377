import { sanitizeText } from '../../evidence/sanitizeText';
import type { Call } from '../../pipeline/types';
import type { AskedConfirmation } from './ConfirmLinks';
import { sessionOf } from './sessionOf';
import { stepOf } from './stepOf';

/** What a person is asked about a call. `undefined`: an agent calls under its own name, and there is nobody to ask. */
export function askToConfirm(
  ruleId: string,
  call: Call,
): AskedConfirmation | undefined {
  const { document, principal, token, message, serverRef } = call;
  const { sent } = stepOf(call);
  if (!document || !principal || !token || !sent) {
    throw new Error('A person was to be asked about a call that nobody made');
  }
  const { userEntityRef: userRef, actor } = principal;
  if (actor?.ref === userRef) return undefined;
  const { key: sessionKey, startedAt } = sessionOf(call);
  const client = (call.session ?? call.outerSession)?.client;
  const application =
    message?.clientInfo ?? (client && `${client.name} ${client.version}`);
  return {
    ...{ userRef, ruleId, serverRef, sessionKey, tokenId: token.tokenId },
    serverId: document.serverId,
    name: sent.name,
    isTool: sent.tool !== undefined,
    ...(startedAt !== undefined && { startedAt }),
    ...(application !== undefined && {
      application: sanitizeText(application, 200),
    }),
    ...(actor && { actorRef: actor.ref }),
  };
}
