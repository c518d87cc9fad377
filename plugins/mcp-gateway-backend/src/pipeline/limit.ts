import { chargesOf, type DefaultLimits } from '../limits/chargesOf';
import { limitText } from '../limits/limitText';
import type { LimitLedger } from '../limits/LimitLedger';
import type { MessageBound } from '../limits/MessageBound';
import {
  proceed,
  refuse,
  type Call,
  type Stage,
  type StageResult,
} from './types';

/** How often: by who calls, so that a new session, token or client begins nothing anew. Never waits for the database. */
export function limit(options: {
  ledger: LimitLedger;
  messages: MessageBound;
  defaults: DefaultLimits;
}): Stage {
  const { ledger, messages, defaults } = options;
  return call => {
    const charges = chargesOf(call, defaults);
    if (charges.length > 0) {
      const hit = ledger.take(charges);
      if (!hit) return proceed(call);
      const { rule, retryAfterSeconds } = hit;
      return refuse(call, 'limit.exceeded', {
        refusal: {
          retryAfterSeconds,
          text: limitText(rule, retryAfterSeconds),
          data: { limit: { ...rule }, retryAfterSeconds },
        },
      });
    }
    return countMessage(call, messages);
  };
}

/** What costs the server nothing has a coarse bound of its own. */
async function countMessage(
  call: Call,
  messages: MessageBound,
): Promise<StageResult> {
  const user = call.principal?.userEntityRef;
  if (user === undefined) {
    throw new Error('A call was to be counted before it was attributed');
  }
  const retryAfterSeconds = await messages.take(user);
  if (retryAfterSeconds === undefined) return proceed(call);
  return refuse(call, 'limit.exceeded', {
    refusal: { retryAfterSeconds, data: { retryAfterSeconds } },
  });
}
