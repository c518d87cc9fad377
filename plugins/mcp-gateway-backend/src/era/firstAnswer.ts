import type { UpstreamAnswer } from '../transport/Upstream';
import { messagesOf } from './messagesOf';
import type { WireMessage } from './readMessages';

/** The one answer to a request of the bridge's own; what comes with it is not waited for. */
export async function firstAnswer(
  answer: UpstreamAnswer,
): Promise<WireMessage | undefined> {
  for await (const message of messagesOf(answer)) {
    if (message.method === undefined) return message;
  }
  return undefined;
}
