import { META } from '../../era/META';
import { isObject } from '../../rewrite/isObject';
import type { Pending } from './PendingRequests';
import type { WireMessage } from './WireMessage';

/** MCP 2026-07-28: what belongs to a subscription says its request's id, which is another one towards the runtime. */
export function withOwnSubscription(
  message: WireMessage,
  { token, id }: Pending,
): WireMessage {
  for (const key of ['params', 'result'] as const) {
    const part = message[key];
    const meta = isObject(part?._meta) ? part._meta : {};
    if (part && meta[META.subscriptionId] === token) {
      const own = { ...meta, [META.subscriptionId]: id };
      return { ...message, [key]: { ...part, _meta: own } };
    }
  }
  return message;
}
