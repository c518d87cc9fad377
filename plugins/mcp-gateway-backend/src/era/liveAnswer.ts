import { PassThrough } from 'node:stream';
import { SseOutput } from '../transport/SseOutput';
import type { UpstreamAnswer } from '../transport/Upstream';
import { UpstreamFailure } from '../transport/UpstreamFailure';
import { deferred } from './deferred';
import { jsonAnswer } from './jsonAnswer';
import { keepAlive } from './keepAlive';
import { streamAnswer } from './streamAnswer';

/** So long a client waits for the head of an answer at most: then it is told that one is coming. */
const SILENCE_MS = 2_000;

/** The last message of an answer, and its HTTP status where it is the only one. */
export interface Outcome {
  message: object;
  status?: number;
}

/**
 * Answers with one message as JSON, or with a stream of them where others go before it or it takes its time.
 *
 * @param options - `work`: sends messages before the last one, which it returns. `abort`: ended when the answer is over,
 *   and by whoever cancels the call
 */
export async function liveAnswer(options: {
  work: (emit: (message: object) => Promise<void>) => Promise<Outcome>;
  abort: AbortController;
  /** The client's own. */
  signal: AbortSignal;
  /** What a client is told in a stream that is open already, where there is no last message; without it, the stream breaks off. */
  broken?: (failure: UpstreamFailure) => object;
}): Promise<UpstreamAnswer> {
  const { work, abort, signal, broken } = options;
  const leave = () => abort.abort();
  signal.addEventListener('abort', leave, { once: true });
  const head = deferred<UpstreamAnswer>();
  let output: SseOutput | undefined;
  const open = () => {
    if (output) return output;
    output = new SseOutput({ onClose: leave });
    keepAlive(output);
    head.resolve(streamAnswer(output.readable));
    return output;
  };
  const timer = setTimeout(open, SILENCE_MS).unref();
  const finish = async () => {
    try {
      const { message, status } = await work(
        async notice => await open().write(JSON.stringify(notice)),
      );
      if (output) {
        output.end(JSON.stringify({ jsonrpc: '2.0', ...message }));
      } else head.resolve(jsonAnswer(message, { status }));
    } catch (error) {
      const wasCancelled = abort.signal.aborted && !signal.aborted;
      if (wasCancelled) {
        // Nobody waits for an answer any more: what is left is to end the stream.
        if (output) output.end();
        else head.resolve(streamAnswer(new PassThrough().end()));
      } else if (output) {
        const failure = UpstreamFailure.from(error);
        if (broken) {
          output.end(JSON.stringify({ jsonrpc: '2.0', ...broken(failure) }));
        } else output.fail(failure);
      } else head.reject(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      abort.abort();
    }
  };
  void finish();
  return await head.promise;
}
