import { writeEvent } from '../../rewrite/writeEvent';
import type { UpstreamAnswer } from '../../transport/Upstream';
import { UpstreamFailure } from '../../transport/UpstreamFailure';
import { WholeBody } from '../../transport/WholeBody';
import { brokenOff } from '../stdio/brokenOff';
import type { WireId } from '../stdio/WireMessage';
import { SseEnding } from './SseEnding';

/**
 * The same answer, but for one that breaks off with its server: a stream of events then ends with a JSON-RPC error instead of a
 * broken connection.
 */
export function tellOfItsEnd(
  answer: UpstreamAnswer,
  idOf: () => WireId | undefined,
): UpstreamAnswer {
  const { body, headers } = answer;
  const isStream = /^text\/event-stream\b/i.test(
    String(headers['content-type'] ?? ''),
  );
  if (!isStream || body instanceof WholeBody) return answer;
  const id = idOf();
  // What answers no request, such as the stream that a session listens at, has nobody to tell.
  if (id === undefined) return answer;
  const ending = new SseEnding();
  body.on('error', error => {
    const words = brokenOff(id, UpstreamFailure.from(error));
    const data = JSON.stringify({ jsonrpc: '2.0', ...words });
    ending.breakOff(writeEvent({ event: 'message', data }));
  });
  // Not a pipeline: that would take the ending away together with what broke.
  body.pipe(ending);
  ending.once('close', () => body.destroy());
  return { ...answer, body: ending };
}
