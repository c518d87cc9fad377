import { Readable } from 'node:stream';
import { collect } from '../transport/collect';
import type { UpstreamAnswer } from '../transport/Upstream';
import { UpstreamFailure } from '../transport/UpstreamFailure';
import { messagesOf } from './messagesOf';
import type { WireMessage } from './readMessages';

const MAX_BYTES = 1024 * 1024;

/** A short answer that was looked at, and can be passed on as the bytes it is. */
export interface HeldAnswer {
  answer: UpstreamAnswer;
  /** The answer to the request, where there is one. */
  message: WireMessage | undefined;
}

/** Reads a short answer whole. Throws an {@link UpstreamFailure} when it is not short. */
export async function hold(answer: UpstreamAnswer): Promise<HeldAnswer> {
  const bytes = await collect(answer.body, MAX_BYTES);
  if (bytes === undefined) throw new UpstreamFailure('upstream.too-large');
  let found: WireMessage | undefined;
  const copy = { ...answer, body: Readable.from([bytes]) };
  for await (const message of messagesOf(copy)) {
    if (message.method === undefined) found = message;
  }
  return {
    answer: { ...answer, body: Readable.from([bytes]) },
    message: found,
  };
}
